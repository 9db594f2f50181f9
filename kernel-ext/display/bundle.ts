import { formatters } from "./formatters.js";
import { shortText } from "./text.js";

/** MIME types with their data: text, JSON values, or bytes in base64. */
export type Bundle = Record<string, unknown>;

const displaySymbol = Symbol.for("Jupyter.display");

/** What Jupyter shows of a value. `text/plain` is always there. */
export async function bundleOf(value: unknown): Promise<Bundle> {
  const own = await ownBundle(value);
  if (own) return complete(own, value);
  for (const formatter of formatters) {
    const bundle = await formatter(value);
    if (bundle) return complete(bundle, value);
  }
  return { "text/plain": shortText(value) };
}

async function ownBundle(value: unknown): Promise<Bundle | undefined> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  const display = (value as Record<symbol, unknown>)[displaySymbol];
  if (typeof display !== "function") return undefined;
  const bundle = await display.call(value);
  if (typeof bundle !== "object" || bundle === null) {
    throw new TypeError(
      `Symbol.for("Jupyter.display") must return an object of MIME types; it returned ${bundle}.`,
    );
  }
  return bundle as Bundle;
}

function complete(bundle: Bundle, value: unknown): Bundle {
  const data: Bundle = {};
  for (const [type, content] of Object.entries(bundle)) {
    if (content === undefined) continue;
    data[type] = content instanceof Uint8Array ? Buffer.from(content).toString("base64") : content;
  }
  if (typeof data["text/plain"] !== "string") data["text/plain"] = shortText(value);
  return data;
}
