// Weeks of a life in words, those before the beginning among them, and the axis along them.

const YEAR = 52;

/** A week of the run in words: those of the burn-in lie before its beginning. */
export function weekWords(week: number): string {
  if (week >= 0) return `Year ${Math.floor(week / YEAR) + 1}, week ${(week % YEAR) + 1}`;
  const before = -week;
  if (before < YEAR) return `${before} ${before === 1 ? "week" : "weeks"} before the beginning`;
  const years = Math.floor(before / YEAR), weeks = before % YEAR;
  return `${years} ${years === 1 ? "year" : "years"}${weeks ? ` ${weeks} ${weeks === 1 ? "week" : "weeks"}` : ""} before the beginning`;
}

export interface Tick { week: number; label: string }

/** Places along an axis of weeks at which something is written: no more than fit. */
export function ticks(first: number, last: number, most: number): Tick[] {
  const weeks = Math.max(last - first, 1);
  const steps = weeks <= 2 * YEAR ? [1, 2, 4, 13, 26, 52] : [52, 104, 260, 520, 1040];
  const step = steps.find((each) => weeks / each <= most) ?? 2080;
  const found: Tick[] = [];
  for (let week = Math.ceil(first / step) * step; week <= last; week += step) {
    found.push({ week, label: step >= YEAR ? yearLabel(week / YEAR) : weekLabel(week) });
  }
  return found;
}

function yearLabel(year: number): string {
  return year === 0 ? "Begin" : year > 0 ? `${year} y` : `−${-year} y`;
}
function weekLabel(week: number): string {
  return week === 0 ? "Begin" : week > 0 ? `w ${week + 1}` : `−${-week} w`;
}
