import type { Audit } from "../audit/audit.js";
import { notStated } from "./document.js";
import type { ModelCardFields } from "./model-card.js";

/** The card in the fields of the Model Card Toolkit's schema v0.0.2; numbers with their intervals, text not stated said to be so. */
export function cardJson(fields: ModelCardFields, found: Audit | undefined): object {
  const said = (text: string | undefined): string => text ?? notStated;
  const descriptions = (items: readonly string[] | undefined): object[] =>
    (items ?? [notStated]).map((description) => ({ description }));
  return {
    schema_version: "0.0.2",
    model_details: {
      name: fields.name,
      overview: said(fields.overview),
      owners: (fields.owners ?? []).map((name) => ({ name })),
      version: { name: said(fields.version) },
      licenses: fields.license === undefined ? [] : [{ custom_text: fields.license }],
      references: (fields.references ?? []).map((reference) => ({ reference })),
    },
    model_parameters: {
      model_architecture: said(fields.architecture),
      data: [
        { name: "training data", description: said(fields.trainingData) },
        { name: "evaluation data", description: said(fields.evaluationData) },
      ],
      input_format: said(fields.inputs),
      output_format: said(fields.outputs),
    },
    quantitative_analysis: { performance_metrics: found ? performance(found) : [] },
    considerations: {
      users: descriptions(fields.intendedUsers),
      use_cases: descriptions(fields.intendedUse === undefined ? undefined : [fields.intendedUse]),
      limitations: descriptions(fields.limitations),
      tradeoffs: descriptions(fields.tradeoffs),
      ethical_considerations: (fields.ethicalConsiderations ?? [notStated]).map((name) => ({
        name,
        mitigation_strategy: notStated,
      })),
    },
  };
}

/** Every defined cell; cells without a value say so in words, as the schema takes values as text. */
function performance(found: Audit): object[] {
  const slices = ["everyone", ...found.groups.map(({ name }) => name)];
  return slices.flatMap((slice) =>
    found.metrics.map(({ name: type }) => {
      const cell = found.cell(type, slice);
      if (cell.kind === "undefined") return { type, value: `undefined: ${cell.message}`, slice };
      const { low, high } = cell.estimate.interval(found.settings.level);
      const value = String(cell.estimate.value);
      if (Number.isNaN(low)) return { type, value, slice };
      return {
        type,
        value,
        slice,
        confidence_interval: { lower_bound: String(low), upper_bound: String(high) },
      };
    }),
  );
}
