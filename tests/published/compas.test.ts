import { readTable } from "txlab/cohort";
import { type Audit, audit, type Cell } from "txlab/fairness";
import { logistic } from "txlab/models";
import type { Estimate } from "txlab/stats";
import { expect, test } from "vitest";
import { describeWithData, published } from "./check.js";

const digits = { absolute: 5.01e-7 };

function value(cell: Cell): number {
  if (cell.kind === "undefined") throw new Error(cell.message);
  return cell.estimate.value;
}

function estimateOf(cell: Cell): Estimate {
  if (cell.kind === "undefined") throw new Error(cell.message);
  return cell.estimate;
}

const roles = {
  label: "two_year_recid",
  score: "decile_score",
  threshold: 5,
  favorable: 0,
  frequency: "count",
} as const;

// Rates by race: FPR, FNR, PPV, NPV, selection, base rate, accuracy, AUROC. ProPublica's notebook and Aequitas' demonstration, 2016 and 2018.
const names = ["fpr", "fnr", "ppv", "npv", "selectionRate", "baseRate", "accuracy", "auroc"] as const;
const rates: Record<string, number[]> = {
  everyone: [0.323492, 0.374039, 0.613506, 0.687965, 0.4598, 0.450652, 0.653729, 0.702166],
  "race = African-American": [0.448468, 0.279853, 0.629715, 0.65046, 0.588203, 0.51434, 0.638258, 0.691834],
  "race = Caucasian": [0.234543, 0.477226, 0.591335, 0.711875, 0.348003, 0.393643, 0.669927, 0.693146],
  "race = Hispanic": [0.214815, 0.556034, 0.542105, 0.711409, 0.298273, 0.364207, 0.660911, 0.637926],
  "race = Other": [0.147541, 0.676692, 0.544304, 0.697987, 0.209549, 0.352785, 0.665782, 0.695535],
  "race = Asian": [0.086957, 0.333333, 0.75, 0.875, 0.25, 0.28125, 0.84375, 0.857488],
  "race = Native American": [0.375, 0.1, 0.75, 0.833333, 0.666667, 0.555556, 0.777778, 0.85625],
};

const filtered = async (path: (file: string) => string): Promise<Awaited<ReturnType<typeof readTable>>> =>
  (await readTable(path("compas_counts.csv"))).filter(
    (row: { in_propublica_filter: number }) => row.in_propublica_filter === 1,
  );

const files = ["compas_counts.csv"];

describeWithData("COMPAS, all 7,214 people (ProPublica 2016)", { files, numbers: 121 }, (path) => {
  const load = async (more: object = {}): Promise<Audit> =>
    audit(await readTable(path("compas_counts.csv")), {
      ...roles,
      groups: ["race", "sex"],
      metrics: [...names],
      reference: { race: "Caucasian" },
      ...more,
    });

  test("every rate of every race", async () => {
    const found = await load();
    for (const [group, expected] of Object.entries(rates)) {
      names.forEach((name, j) => {
        published(`${name}, ${group}`, value(found.cell(name, group)), expected[j]!, digits);
      });
    }
    const sexes = {
      Female: [0.32107, 0.391566, 0.51269, 0.757463, 0.423656, 0.356989],
      Male: [0.324201, 0.370868, 0.635363, 0.6699, 0.468465, 0.473105],
    };
    for (const [sex, expected] of Object.entries(sexes)) {
      expected.forEach((number, j) => {
        published(`${names[j]}, ${sex}`, value(found.cell(names[j]!, `sex = ${sex}`)), number, digits);
      });
    }
    published("AUROC, women", value(found.cell("auroc", "sex = Female")), 0.690865, digits);
    published("AUROC, men", value(found.cell("auroc", "sex = Male")), 0.703391, digits);
  });

  test("gaps between African-American and Caucasian people", async () => {
    const found = await load();
    const gap = found.gap("fpr", "race = African-American");
    published("FPR difference", gap.difference.value, 0.213925, digits);
    published("FPR difference over its error", gap.difference.value / gap.difference.standardError, 13.3068, {
      absolute: 5e-5,
    });
    if ("undefined" in gap.ratio) throw new Error(gap.ratio.undefined);
    published("FPR ratio", gap.ratio.value, 1.912093, digits);
    published("FPR ratio, low", gap.ratio.interval().low, 1.721239, digits);
    published("FPR ratio, high", gap.ratio.interval().high, 2.124108, digits);
    const missed = found.gap("fnr", "race = African-American");
    published("FNR difference", -missed.difference.value, 0.197373, digits);
    published(
      "PPV difference",
      found.gap("ppv", "race = African-American").difference.value,
      0.03838,
      digits,
    );
    published(
      "selection difference",
      found.gap("selectionRate", "race = African-American").difference.value,
      0.2402,
      digits,
    );
    const [low, high] = [
      value(found.cell("selectionRate", "race = Caucasian")),
      value(found.cell("selectionRate", "race = African-American")),
    ];
    published("selection ratio", low / high, 0.591638, digits);
    const screen = found.fourFifths("race").rows;
    const rate = (race: string): number => screen.find(({ group }) => group === `race = ${race}`)!.rate;
    published("favorable decisions, ratio", rate("African-American") / rate("Caucasian"), 0.631593, digits);
    expect(gap.pAdjusted).toBeLessThan(1e-30);
  });

  test("Wilson intervals and DeLong errors", async () => {
    const found = await load();
    const intervals = {
      "fpr|African-American": [0.425595, 0.471561],
      "fpr|Caucasian": [0.213715, 0.256738],
      "fnr|African-American": [0.260132, 0.300462],
      "fnr|Caucasian": [0.445881, 0.508751],
    };
    for (const [key, [low, high]] of Object.entries(intervals)) {
      const [metric, race] = key.split("|") as [string, string];
      const interval = estimateOf(found.cell(metric, `race = ${race}`)).interval();
      published(`${key}, low`, interval.low, low!, digits);
      published(`${key}, high`, interval.high, high!, digits);
    }
    const error = (race: string): number => estimateOf(found.cell("auroc", `race = ${race}`)).standardError;
    published("AUROC error, African-American", error("African-American"), 0.00856181, { absolute: 5e-9 });
    published("AUROC error, Caucasian", error("Caucasian"), 0.01079749, { absolute: 5e-9 });
  });

  test("spread over all six races, as Fairlearn counts it", async () => {
    const found = await load({
      minGroup: 1,
      minDenominator: 1,
      metrics: ["selectionRate", "tpr", "fpr", "ppv", "accuracy"],
    });
    const expected = {
      selectionRate: [0.457118, 0.314324],
      tpr: [0.576692, 0.359231],
      fpr: [0.361511, 0.193897],
      ppv: [0.207895, 0.722807],
      accuracy: [0.205492, 0.756453],
    };
    for (const [metric, [difference, ratio]] of Object.entries(expected)) {
      const found_ = found.spread(metric, "race");
      published(`${metric}, highest minus lowest`, found_.difference, difference!, digits);
      published(`${metric}, lowest over highest`, found_.ratio, ratio!, digits);
    }
  });

  test("calibration of the decile as a probability", async () => {
    const counts = await readTable(path("compas_counts.csv"));
    const decile = Float64Array.from(counts.array("decile_score") as ArrayLike<number>);
    const y = Float64Array.from(counts.array("two_year_recid") as ArrayLike<number>);
    const weights = Float64Array.from(counts.array("count") as ArrayLike<number>);
    const model = await logistic().fit({ rows: decile.length, names: ["decile"], columns: [decile] }, y, {
      weights,
    });
    const risk = model.predict({ rows: decile.length, names: ["decile"], columns: [decile] });
    const found = await audit(counts.assign({ risk: [...risk] }), {
      ...roles,
      score: "risk",
      threshold: undefined,
      groups: "race",
      metrics: ["brier", "meanScore", "observedExpected", "calibrationSlope", "calibrationIntercept", "ece"],
    });
    const expected: Record<string, Record<string, number>> = {
      "African-American": {
        brier: 0.2222798,
        meanScore: 0.5030414,
        observedExpected: 1.0224601,
        calibrationSlope: 0.9569534,
        calibrationIntercept: 0.0514005,
        ece: 0.0216621,
      },
      Caucasian: {
        brier: 0.211849,
        meanScore: 0.4034343,
        observedExpected: 0.9757302,
        calibrationSlope: 1.0463411,
        calibrationIntercept: -0.0456077,
        ece: 0.0249646,
      },
      Hispanic: {
        brier: 0.2206946,
        meanScore: 0.3866826,
        observedExpected: 0.9418764,
        calibrationSlope: 0.7175914,
        calibrationIntercept: -0.1071905,
        ece: 0.0457035,
      },
    };
    const seven = { absolute: 5.1e-8 };
    for (const [race, numbers] of Object.entries(expected)) {
      for (const [metric, number] of Object.entries(numbers))
        published(`${metric}, ${race}`, value(found.cell(metric, `race = ${race}`)), number, seven);
    }
    const error = (race: string): number =>
      estimateOf(found.cell("calibrationSlope", `race = ${race}`)).standardError;
    published("slope error, African-American", error("African-American"), 0.048893, { absolute: 5e-7 });
    published("slope error, Caucasian", error("Caucasian"), 0.0660443, seven);
    published("Brier", value(found.cell("brier")), 0.2172284922, { absolute: 5e-11 });
  });
});

describeWithData("COMPAS, ProPublica's 6,172 people", { files, numbers: 8 }, (path) => {
  test("rates after the filter", async () => {
    const found = await audit(await filtered(path), {
      ...roles,
      groups: "race",
      metrics: ["fpr", "tpr", "auroc", "baseRate", "selectionRate"],
      reference: { race: "Caucasian" },
    });
    published("base rate", value(found.cell("baseRate")), 0.4551199, { absolute: 5e-8 });
    published("AUROC", value(found.cell("auroc")), 0.709789, digits);
    published("FPR, African-American", value(found.cell("fpr", "race = African-American")), 0.423382, digits);
    published("TPR, African-American", value(found.cell("tpr", "race = African-American")), 0.715232, digits);
    published("FPR, Caucasian", value(found.cell("fpr", "race = Caucasian")), 0.220141, digits);
    published("TPR, Caucasian", value(found.cell("tpr", "race = Caucasian")), 0.50365, digits);
    published("AUROC, Caucasian", value(found.cell("auroc", "race = Caucasian")), 0.692763, digits);
    published(
      "largest gap of TPR and FPR",
      Math.max(
        found.gap("tpr", "race = African-American").difference.value,
        found.gap("fpr", "race = African-American").difference.value,
      ),
      0.211582,
      digits,
    );
  });

  test("groups of a few people are flagged and top no list", async () => {
    const found = await audit(await filtered(path), { ...roles, groups: ["race", "sex"] });
    const two = found.leftOut
      .filter(({ n, metric }) => n === 2 && metric === undefined)
      .map(({ group }) => group);
    expect(two.sort()).toEqual(["race = Asian, sex = Female", "race = Native American, sex = Female"]);
    expect(found.cell("fpr", "race = Native American, sex = Female")).toMatchObject({
      kind: "undefined",
      reason: "no-negatives",
    });
    for (const { group, against } of found.gaps) {
      expect(two).not.toContain(group);
      expect(two).not.toContain(against);
    }
    expect(found.spread("selectionRate", "race × sex").difference).toBeLessThan(0.6);
    expect(found.toString()).toContain("race = Asian, sex = Female: 2 people");
  });
});
