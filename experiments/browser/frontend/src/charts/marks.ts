// Those parts of the library that are used; the rest is left out of what is fetched.

export { areaY, barX, cell, dot, lineY, plot, rect, rectY, ruleX, ruleY, text } from "@observablehq/plot";
