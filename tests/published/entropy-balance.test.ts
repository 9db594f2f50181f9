import { balance, cbps, entropyBalance } from "txlab/causal";
import { causalStudy, readTable } from "txlab/cohort";
import { expect, test } from "vitest";
import { describeWithData, published } from "./check.js";

const confounders = ["age", "education", "black", "hispanic", "married", "nodegree", "re74", "re75"];
const files = ["lalonde_nsw_dw.csv", "lalonde_psid1.csv", "lalonde_cps1.csv"];

// LaLonde's data by entropy balancing on means; digits from independent double-precision runs.
describeWithData("Entropy balancing of LaLonde's controls", { files, numbers: 4 }, (path) => {
  test.each([
    { survey: "cps1", att: 1270.734871077393, size: 417.6773495486224 },
    { survey: "psid1", att: 2058.096761371612, size: 43.21531123065535 },
  ])("$survey", async ({ survey, att, size }) => {
    const treated = (await readTable(path("lalonde_nsw_dw.csv"))).filter(
      (row: { treat: number }) => row.treat === 1,
    );
    const joined = treated.concat(await readTable(path(`lalonde_${survey}.csv`)));
    const study = causalStudy(joined, { treatment: "treat", outcome: "re78", confounders });
    const effect = await entropyBalance(study, { estimand: "ATT" });
    published("ATT", effect.value, att, { relative: 1e-6 });
    published("effective size", effect.weighting!.groups[1].effectiveSize, size, { relative: 1e-6 });
    for (const { after } of balance(effect.weighting!).rows) expect(Math.abs(after)).toBeLessThan(1e-9);
    const same = await cbps(study, { estimand: "ATT" });
    expect(same.value / effect.value).toBeCloseTo(1, 8);
  });
});
