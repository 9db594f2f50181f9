import { displayable, type MimeBundle } from "./display.js";
import { escapeHtml } from "./html.js";
import { renderSvg } from "./render.js";

/** A Vega-Lite specification, as plain JSON. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>;

/** A chart: its Vega-Lite specification and the sentence that says what it shows. */
export interface Chart {
  readonly spec: VegaLiteSpec;
  readonly description: string;
  /** The chart as a static SVG picture. */
  svg(): Promise<string>;
  toString(): string;
}

const schema = "https://vega.github.io/schema/vega-lite/v5.json";

/** A chart that displays live where Vega-Lite is known, as a static picture elsewhere, and as a sentence in text. */
export function chart(description: string, spec: VegaLiteSpec): Chart {
  const whole: VegaLiteSpec = { $schema: schema, description, background: "white", ...spec };
  const value = { spec: whole, description, svg: () => renderSvg(whole) };
  return displayable(value, {
    text: () => description,
    bundle: async (): Promise<MimeBundle> => ({
      "application/vnd.vegalite.v5+json": whole,
      "image/svg+xml": await renderSvg(whole),
    }),
  });
}

/** The chart as an HTML image that needs neither scripts nor a network. */
export async function chartImage(shown: Pick<Chart, "svg" | "description">): Promise<string> {
  const data = Buffer.from(await shown.svg()).toString("base64");
  return `<img style="display:block;margin-top:8px;max-width:100%" alt="${escapeHtml(shown.description)}" src="data:image/svg+xml;base64,${data}">`;
}
