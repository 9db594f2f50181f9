import { table } from "arquero";
import { audit, datasheet, modelCard } from "txlab/fairness";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";

async function found() {
  const stream = randomStream(1);
  const n = 400;
  const g = Array.from({ length: n }, () => (stream.bernoulli(0.3) ? "b" : "a"));
  const h = Array.from({ length: n }, () => (stream.bernoulli(0.5) ? "x" : "y"));
  const y = g.map(() => stream.bernoulli(0.4));
  const data = table({ g, h, y, d: y.map((each) => (stream.uniform() < 0.8 ? each : 1 - each)) });
  return audit(data, {
    label: "y",
    prediction: "d",
    favorable: 1,
    groups: ["g", "h"],
    metrics: ["tpr", "ppv"],
  });
}

const mitchell = [
  "Model details",
  "Intended use",
  "Factors",
  "Metrics",
  "Evaluation data",
  "Training data",
  "Quantitative analyses",
  "Ethical considerations",
  "Caveats and recommendations",
];

describe("a model card", () => {
  it("has Mitchell's nine sections in their order and says what is not stated", async () => {
    const card = modelCard({ name: "Sepsis risk", intendedUse: "Triage <first>" }, await found());
    expect(card.sections.map(({ title }) => title).slice(0, 9)).toEqual(mitchell);
    const text = card.markdown();
    expect(text).toContain("- **Out of scope**: not stated");
    expect(text).toContain("g = a, h = x");
    expect(text).not.toMatch(/compliant/i);
    const page = card.html();
    expect(page).toContain("Triage &lt;first&gt;");
    expect(page).not.toMatch(/<script|src=|href=/);
  });

  it("is an object of the public schema's fields, with numbers and intervals as text", async () => {
    const card = modelCard({ name: "Sepsis risk" }, await found()).json() as Record<
      string,
      Record<string, unknown>
    >;
    expect(Object.keys(card).sort()).toEqual([
      "considerations",
      "model_details",
      "model_parameters",
      "quantitative_analysis",
      "schema_version",
    ]);
    expect(card.schema_version).toBe("0.0.2");
    const metrics = card.quantitative_analysis!.performance_metrics as Record<string, unknown>[];
    expect(metrics).toHaveLength(2 * (1 + 2 + 2 + 4));
    for (const metric of metrics) {
      expect(typeof metric.value).toBe("string");
      for (const key of Object.keys(metric))
        expect(["type", "value", "slice", "confidence_interval"]).toContain(key);
    }
    expect(card.model_details!.overview).toBe("not stated");
  });

  it("refuses unknown fields and a card without a name", () => {
    expect(() => modelCard({ name: "" })).toThrow(/must name the model/);
    expect(() => modelCard({ name: "x", intendeduse: "y" } as never)).toThrow(/Did you mean "intendedUse"/);
  });
});

describe("a datasheet", () => {
  it("has Gebru's seven sections and describes the table's columns", () => {
    const sheet = datasheet(
      { name: "Stays", motivation: "Teaching" },
      table({ age: [1, null], sex: ["f", "m"] }),
    );
    expect(sheet.sections).toHaveLength(7);
    expect(sheet.markdown()).toContain("| age | numbers | 1 (50.0%) |");
    expect(sheet.markdown()).toContain("**Who keeps them**: not stated");
    expect(sheet.html()).toContain("<h1>Datasheet: Stays</h1>");
  });
});
