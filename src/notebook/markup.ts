import { ArgumentError } from "../errors.js";
import { displayable } from "../plot/display.js";
import { escapeHtml } from "../plot/html.js";

/** A piece of HTML or Markdown that a notebook shows rendered. */
export interface Markup {
  readonly source: string;
}

/**
 * HTML for a notebook. As a tag, `` html`<b>${name}</b>` ``, it escapes what is put in, save other HTML.
 *
 * @example
 * html("<b>bold</b>")
 */
export function html(source: string | TemplateStringsArray, ...values: unknown[]): Readonly<Markup> {
  const text = joined("html", source, values, (value) =>
    isMarkup(value) ? value.source : escapeHtml(String(value)),
  );
  return markup(text, () => withoutTags(text), { html: () => text });
}

/** Markdown for a notebook, as a function or as a tag. */
export function markdown(source: string | TemplateStringsArray, ...values: unknown[]): Readonly<Markup> {
  const text = joined("markdown", source, values, (value) =>
    isMarkup(value) ? value.source : String(value),
  );
  return markup(text, () => text, { bundle: () => ({ "text/markdown": text }) });
}

const mark: unique symbol = Symbol("markup");

function markup(source: string, text: () => string, view: object): Readonly<Markup> {
  const value: Markup = { source };
  Object.defineProperty(value, mark, { value: true });
  return displayable(value, { text, ...view });
}

const isMarkup = (value: unknown): value is Markup =>
  typeof value === "object" && value !== null && mark in value;

function joined(
  name: string,
  source: string | TemplateStringsArray,
  values: readonly unknown[],
  write: (value: unknown) => string,
): string {
  if (typeof source === "string") return source;
  if (!Array.isArray(source)) throw new ArgumentError(`${name} takes a string or stands before a template.`);
  return source.map((part, at) => part + (at < values.length ? write(values[at]) : "")).join("");
}

const characters: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'" };

/** What a terminal shows of HTML. */
function withoutTags(source: string): string {
  return source
    .replace(/<(style|script)\b[^>]*>[\s\S]*?<\/\1>/gi, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .replace(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => characters[name]!)
    .trim();
}
