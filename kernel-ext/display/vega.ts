import { renderSvg } from "../../src/plot/render.js";
import type { Bundle } from "./bundle.js";

interface Spec {
  $schema?: unknown;
  mark?: unknown;
  description?: unknown;
  title?: unknown;
}

/** A Vega-Lite or Vega specification: the v5 MIME type that front ends draw, and a picture for those that cannot. */
export function vegaBundle(value: unknown): Promise<Bundle> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const schema = (value as Spec).$schema;
  const found = typeof schema === "string" ? /\/schema\/(vega|vega-lite)\/v\d/.exec(schema) : null;
  return found ? drawn(value, found[1]!) : undefined;
}

async function drawn(value: object, language: string): Promise<Bundle> {
  const lite = language === "vega-lite";
  const spec = JSON.parse(JSON.stringify(value)) as Spec;
  const type = lite ? "application/vnd.vegalite.v5+json" : "application/vnd.vega.v5+json";
  spec.$schema = `https://vega.github.io/schema/${language}/v5.json`;
  return { [type]: spec, "image/svg+xml": await svgOf(spec, lite), "text/plain": summary(spec, lite) };
}

/** Loads Vega at the first chart. */
async function svgOf(spec: Spec, lite: boolean): Promise<string> {
  if (lite) return renderSvg(spec);
  const vega = await import("vega");
  const view = new vega.View(vega.parse(spec as never), { renderer: "none", logLevel: vega.Error });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

function summary(spec: Spec, lite: boolean): string {
  const { description, title, mark } = spec;
  const name = typeof description === "string" ? description : typeof title === "string" ? title : undefined;
  const kind = typeof mark === "string" ? mark : (mark as { type?: unknown } | undefined)?.type;
  return `[${lite ? "Vega-Lite" : "Vega"} chart${kind ? `: ${kind}` : ""}]${name ? ` ${name}` : ""}`;
}
