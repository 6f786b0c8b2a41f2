// Light or dark: as chosen, or as the system says.

import { computed, effect, signal } from "@preact/signals";

export type Theme = "auto" | "light" | "dark";
const KEY = "helpseek.theme";

function stored(): Theme {
  try {
    const found = localStorage.getItem(KEY);
    return found === "light" || found === "dark" ? found : "auto";
  } catch {
    return "auto"; // storage may be forbidden
  }
}

const system = matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(system.matches);
system.addEventListener("change", (event) => { systemDark.value = event.matches; });

export const theme = signal<Theme>(stored());
/** Whether the page is dark at present; canvases draw anew when it changes. */
export const dark = computed(() => theme.value === "dark" || (theme.value === "auto" && systemDark.value));

effect(() => {
  const chosen = theme.value;
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  try {
    if (chosen === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, chosen);
  } catch { /* storage may be forbidden */ }
});

/** The colour that a custom property (`--ink`) has now, as the browser resolves it: `rgb(...)`. */
export function colour(property: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${property})`;
  probe.hidden = true;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}
