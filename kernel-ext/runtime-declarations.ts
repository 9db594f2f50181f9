import { fileURLToPath } from "node:url";

/**
 * Declarations for what the running Node has and TypeScript 5.0 does not know of yet, and for what the kernel adds.
 * Each file stands for one proposal.
 */
export function runtimeDeclarations(): string[] {
  const present: Record<string, boolean> = {
    kernel: true,
    "change-by-copy": "toSorted" in Array.prototype,
    "well-formed": "isWellFormed" in String.prototype,
    "group-by": "groupBy" in Object,
    "from-async": "fromAsync" in Array,
    "with-resolvers": "withResolvers" in Promise,
    "set-methods": "union" in Set.prototype,
    "iterator-helpers": "map" in (Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object),
  };
  return Object.keys(present)
    .filter((name) => present[name])
    .map((name) =>
      fileURLToPath(new URL(`./assets/lib/${name}.d.ts`, import.meta.url)).replaceAll("\\", "/"),
    );
}
