// Numbers and weeks in words.

export const WEEKS_A_YEAR = 52;
export const NONE = "–";

/** A number as people read it: three digits that count, thousands apart. */
export function told(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en");
  if (size !== 0 && size < 1e-4) return value.toExponential(1);
  return Number(value.toPrecision(digits)).toLocaleString("en", { maximumFractionDigits: 8 });
}

/** A share from 0 to 1 in percent. */
export function percent(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const hundred = 100 * value, size = Math.abs(hundred);
  return `${hundred.toFixed(size < 1 ? 2 : size < 10 ? 1 : 0)}\u00a0%`;
}

/** A value in its unit's own way: shares in percent. */
export function valued(value: number | null | undefined, share: boolean): string {
  return share ? percent(value) : told(value);
}

/** Where so many simulated weeks lead: "Year 2, week 14". */
export function weekWords(weeks: number): string {
  if (weeks <= 0) return "The beginning";
  const week = weeks - 1;
  return `Year ${Math.floor(week / WEEKS_A_YEAR) + 1}, week ${week % WEEKS_A_YEAR + 1}`;
}

/** How long so many weeks are: "10 years", "30 weeks". */
export function span(weeks: number): string {
  if (weeks % WEEKS_A_YEAR === 0 && weeks > 0) {
    const years = weeks / WEEKS_A_YEAR;
    return years === 1 ? "1 year" : `${years} years`;
  }
  return weeks === 1 ? "1 week" : `${weeks.toLocaleString("en")} weeks`;
}

/** A name of the model as words: "families_of_untreated" is "families of untreated". */
export function words(name: string): string {
  return name.replaceAll("_", " ");
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** Values along an axis, all with as many decimals as the steps between them ask for. */
export function axisTold(values: readonly number[], share: boolean): string[] {
  const all = share ? values.map((value) => 100 * value) : values;
  const step = all.length > 1 ? Math.abs(all[1]! - all[0]!) : 1;
  const decimals = Math.min(6, Math.max(0, -Math.floor(Math.log10(step || 1) + 1e-9)));
  return all.map((value) => `${value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals })}${share ? "%" : ""}`);
}

/** The unit of a share, or of an amount per adult, as it is told of 1,000 of them. */
export function perThousand(unit: string): string {
  const told = unit.replace(/^share of /, "per 1,000 ").replace(/per adult$/, "per 1,000 adults");
  return told.charAt(0).toUpperCase() + told.slice(1);
}
