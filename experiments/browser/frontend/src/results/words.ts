// Words of the results page that several parts of it say.

export const KIND: Record<string, { one: string; many: string; meaning: string }> = {
  run: { one: "Run", many: "Runs", meaning: "One town, lived through once." },
  comparison: { one: "Comparison", many: "Comparisons", meaning: "Strategies beside doing nothing, for the same people with the same luck." },
  sweep: { one: "Sweep", many: "Sweeps", meaning: "Many runs over what is not known and what may be done." },
  sensitivity: { one: "Sensitivity", many: "Sensitivity analyses", meaning: "Which parameters an outcome depends on." },
  portfolio: { one: "Portfolio", many: "Portfolios", meaning: "The best mixes of strategies within a budget." },
  discovery: { one: "Discovery", many: "Discoveries", meaning: "Under which conditions something happens in a sweep." },
  calibration: { one: "Calibration", many: "Calibrations", meaning: "Parameters fitted to published figures." },
  evidence: { one: "Evidence", many: "Evidence", meaning: "The model beside published figures." },
  other: { one: "Other", many: "Others", meaning: "A directory that holds something else." },
};

export const kindWords = (kind: string) => KIND[kind] ?? KIND.other!;
