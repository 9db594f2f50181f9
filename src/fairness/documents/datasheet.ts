import { assertKnownOptions } from "../../assert.js";
import { type Table, tableFrame } from "../../cohort/frame.js";
import { isMissing } from "../../cohort/is-missing.js";
import { ArgumentError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { formatNumber, formatPercent } from "../../plot/format.js";
import { type DocumentSection, documentFragment, documentHtml, documentMarkdown } from "./document.js";
import { section } from "./model-card.js";

/** Answers to Gebru et al.'s seven groups of questions; all text is optional but the name. */
export interface DatasheetFields {
  readonly name: string;
  readonly motivation?: string;
  readonly composition?: string;
  readonly collection?: string;
  readonly preprocessing?: string;
  readonly uses?: string;
  readonly distribution?: string;
  readonly maintenance?: string;
}

export interface Datasheet {
  readonly sections: readonly DocumentSection[];
  markdown(): string;
  html(): string;
  json(): object;
  toString(): string;
}

/** A datasheet (Gebru et al. 2021); with a table, its columns with their types and missing values. */
export function datasheet(fields: DatasheetFields, table?: Table): Datasheet {
  const names = [
    "name",
    "motivation",
    "composition",
    "collection",
    "preprocessing",
    "uses",
    "distribution",
    "maintenance",
  ];
  assertKnownOptions(fields, names, "datasheet");
  if (typeof fields.name !== "string" || fields.name.trim() === "")
    throw new ArgumentError("name must name the data.");
  const sections: DocumentSection[] = [
    section("Motivation", { "Why the data were made": fields.motivation }),
    {
      title: "Composition",
      items: [
        { name: "What they hold", text: fields.composition },
        { name: "Rows", text: table && formatNumber(table.numRows(), 0) },
        {
          name: "Columns",
          table: table && { head: ["column", "holds", "missing"], rows: columnRows(table) },
        },
      ],
    },
    section("Collection process", { "How they were collected": fields.collection }),
    section("Preprocessing, cleaning and labelling", { "What was done": fields.preprocessing }),
    section("Uses", { "For what, and for what not": fields.uses }),
    section("Distribution", { "How they are shared": fields.distribution }),
    section("Maintenance", { "Who keeps them": fields.maintenance }),
  ];
  const title = `Datasheet: ${fields.name}`;
  const sheet = {
    sections,
    markdown: () => documentMarkdown(title, sections),
    html: () => documentHtml(title, sections),
    json: () => ({ name: fields.name, sections }),
  };
  return displayable(sheet, { text: sheet.markdown, html: () => documentFragment(title, sections) });
}

function columnRows(table: Table): string[][] {
  const frame = tableFrame(table);
  return frame.names.map((name) => {
    const values = frame.column(name, "datasheet");
    const kinds = new Set<string>();
    let missing = 0;
    for (let i = 0; i < values.length; i++) {
      if (isMissing(values[i])) missing++;
      else kinds.add(values[i] instanceof Date ? "dates" : `${typeof values[i]}s`);
    }
    const share = values.length === 0 ? 0 : missing / values.length;
    return [
      name,
      [...kinds].sort().join(", ") || "nothing",
      missing === 0 ? "0" : `${formatNumber(missing, 0)} (${formatPercent(share)})`,
    ];
  });
}
