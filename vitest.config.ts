import { defineConfig } from "vitest/config";

// Tests import the built package, as notebooks do: run `npm run build` first.
export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
    // The library's modules keep no state, so that files may share what they import.
    isolate: false,
  },
});
