import type { DuckDBConnection } from "@duckdb/node-api";
import type { OmopTable } from "./omop-table.js";
import { syntheaFiles } from "./synthea.js";

/** Makes the schemas `omop` and, over it, `synthea` of views; nothing is computed until somebody reads them. */
export async function createOmopViews(
  connection: DuckDBConnection,
  tables: readonly OmopTable[],
): Promise<void> {
  await connection.run("CREATE SCHEMA omop; CREATE SCHEMA synthea");
  for (const { name, sql } of tables) await connection.run(`CREATE VIEW omop.${name} AS ${sql}`);
  for (const { name, sql } of syntheaFiles) await connection.run(`CREATE VIEW synthea.${name} AS ${sql}`);
}
