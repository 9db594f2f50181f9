import { assertKnownOptions } from "../../assert.js";
import { ArgumentError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import type { Audit } from "../audit/audit.js";
import { auditTableMarkdown } from "./audit-markdown.js";
import { cardJson } from "./card-json.js";
import { type DocumentSection, documentFragment, documentHtml, documentMarkdown } from "./document.js";

/** Mitchell et al.'s sections, and what regulators ask to be known about a model; all text is optional but the name. */
export interface ModelCardFields {
  readonly name: string;
  readonly version?: string;
  readonly overview?: string;
  readonly owners?: readonly string[];
  readonly license?: string;
  readonly references?: readonly string[];
  readonly architecture?: string;
  readonly inputs?: string;
  readonly outputs?: string;
  readonly intendedUse?: string;
  readonly intendedUsers?: readonly string[];
  readonly outOfScope?: string;
  readonly relevantFactors?: string;
  readonly evaluationFactors?: string;
  readonly metricsChosen?: string;
  readonly thresholds?: string;
  readonly evaluationData?: string;
  readonly trainingData?: string;
  readonly ethicalConsiderations?: readonly string[];
  readonly limitations?: readonly string[];
  readonly tradeoffs?: readonly string[];
  readonly recommendations?: string;
  /** Items of the FDA's draft guidance on AI-enabled device software (January 2025) and of ONC's HTI-1 source attributes. */
  readonly regulated?: RegulatedFields;
}

export interface RegulatedFields {
  readonly statementOfAi?: string;
  readonly levelOfAutomation?: string;
  readonly developmentDates?: string;
  readonly validationPopulation?: string;
  readonly externalValidation?: string;
  readonly performanceMonitoring?: string;
  readonly updateSchedule?: string;
  readonly knownRisks?: string;
  readonly patientInformation?: string;
  readonly funding?: string;
}

export interface ModelCard {
  readonly fields: ModelCardFields;
  readonly sections: readonly DocumentSection[];
  markdown(): string;
  /** One self-contained page, without scripts. */
  html(): string;
  /** An object that is valid against the Model Card Toolkit's JSON schema, version 0.0.2. */
  json(): object;
  toString(): string;
}

const fieldNames = [
  "name",
  "version",
  "overview",
  "owners",
  "license",
  "references",
  "architecture",
  "inputs",
  "outputs",
  "intendedUse",
  "intendedUsers",
  "outOfScope",
  "relevantFactors",
  "evaluationFactors",
  "metricsChosen",
  "thresholds",
  "evaluationData",
  "trainingData",
  "ethicalConsiderations",
  "limitations",
  "tradeoffs",
  "recommendations",
  "regulated",
];

const regulatedNames = {
  statementOfAi: "Statement that AI is used",
  levelOfAutomation: "Level of automation",
  developmentDates: "Dates of the development data",
  validationPopulation: "Validation population",
  externalValidation: "External validation",
  performanceMonitoring: "Performance monitoring",
  updateSchedule: "Update schedule",
  knownRisks: "Known risks",
  patientInformation: "Information for patients",
  funding: "Funding",
} as const;

/**
 * A model card (Mitchell et al. 2019) whose quantitative analyses, unitary and intersectional, come from an audit. What
 * nobody wrote prints "not stated" and is never left out.
 */
export function modelCard(fields: ModelCardFields, found?: Audit): ModelCard {
  assertKnownOptions(fields, fieldNames, "modelCard");
  if (typeof fields.name !== "string" || fields.name.trim() === "")
    throw new ArgumentError("name must name the model.");
  if (fields.regulated)
    assertKnownOptions(fields.regulated, Object.keys(regulatedNames), "modelCard.regulated");
  const sections = cardSections(fields, found);
  const title = `Model card: ${fields.name}`;
  const card = {
    fields,
    sections,
    markdown: () => documentMarkdown(title, sections),
    html: () => documentHtml(title, sections),
    json: () => cardJson(fields, found),
  };
  return displayable(card, { text: card.markdown, html: () => documentFragment(title, sections) });
}

function cardSections(fields: ModelCardFields, found: Audit | undefined): DocumentSection[] {
  const list = (items: readonly string[] | undefined): string | undefined => items?.join("; ");
  const unitary = found?.groupings.filter((name) => !name.includes(" × ")) ?? [];
  const crossed = found?.groupings.filter((name) => name.includes(" × ")) ?? [];
  return [
    section("Model details", {
      Name: fields.name,
      Version: fields.version,
      Overview: fields.overview,
      Owners: list(fields.owners),
      License: fields.license,
      References: list(fields.references),
      Architecture: fields.architecture,
      Inputs: fields.inputs,
      Outputs: fields.outputs,
    }),
    section("Intended use", {
      Use: fields.intendedUse,
      Users: list(fields.intendedUsers),
      "Out of scope": fields.outOfScope,
    }),
    section("Factors", {
      Relevant: fields.relevantFactors,
      Evaluated: fields.evaluationFactors ?? found?.groupings.join(", "),
    }),
    section("Metrics", {
      Metrics: fields.metricsChosen ?? found?.metrics.map(({ label }) => label).join(", "),
      Thresholds: fields.thresholds,
      Variation:
        found &&
        `${100 * found.settings.level}% intervals (${found.settings.intervals}), p-values adjusted: ${found.settings.adjust}`,
    }),
    section("Evaluation data", { Description: fields.evaluationData, People: found && String(found.people) }),
    section("Training data", { Description: fields.trainingData }),
    {
      title: "Quantitative analyses",
      items: [
        { name: "Unitary", text: undefined, table: found && auditTableMarkdown(found, unitary) },
        { name: "Intersectional", text: undefined, table: found && auditTableMarkdown(found, crossed) },
        { name: "Review", text: found?.sentences.join(" ") },
      ],
    },
    section("Ethical considerations", {
      Considerations: list(fields.ethicalConsiderations),
      "Trade-offs": list(fields.tradeoffs),
    }),
    section("Caveats and recommendations", {
      Limitations: list(fields.limitations),
      Recommendations: fields.recommendations,
    }),
    section(
      "Source attributes for regulated use",
      Object.fromEntries(
        Object.entries(regulatedNames).map(([key, name]) => [
          name,
          fields.regulated?.[key as keyof RegulatedFields],
        ]),
      ),
    ),
  ];
}

export function section(title: string, items: Readonly<Record<string, string | undefined>>): DocumentSection {
  return { title, items: Object.entries(items).map(([name, text]) => ({ name, text })) };
}
