import { formatters } from "./formatters.js";
import { shortText } from "./text.js";

/** MIME types with their data: text, JSON values, or bytes in base64. */
export type Bundle = Record<string, unknown>;

const displaySymbol = Symbol.for("Jupyter.display");

type Later<T> = T | Promise<T>;

/** What Jupyter shows of a value; at once, unless the value itself takes time. `text/plain` is always there. */
export function bundleOf(value: unknown): Later<Bundle> {
  const found = ownBundle(value) ?? firstOf(value);
  return found instanceof Promise ? found.then((bundle) => complete(bundle, value)) : complete(found, value);
}

function firstOf(value: unknown): Later<Bundle> {
  for (const formatter of formatters) {
    const bundle = formatter(value);
    if (bundle) return bundle;
  }
  return { "text/plain": shortText(value) };
}

function ownBundle(value: unknown): Later<Bundle> | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  const display = (value as Record<symbol, unknown>)[displaySymbol];
  if (typeof display !== "function") return undefined;
  const bundle: unknown = display.call(value);
  return typeof (bundle as { then?: unknown } | undefined)?.then === "function"
    ? Promise.resolve(bundle as Promise<unknown>).then(checked)
    : checked(bundle);
}

function checked(bundle: unknown): Bundle {
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
