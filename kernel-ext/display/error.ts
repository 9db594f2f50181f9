import type { Bundle } from "./bundle.js";

/** An error that is a value, not a failure: its name and message, and those of its causes, without a stack. */
export function errorBundle(value: unknown): Bundle | undefined {
  return value instanceof Error ? { "text/plain": told(value, 0) } : undefined;
}

function told(error: Error, depth: number): string {
  const line = `${error.name}: ${error.message}`;
  return error.cause instanceof Error && depth < 5
    ? `${line}\ncaused by ${told(error.cause, depth + 1)}`
    : line;
}
