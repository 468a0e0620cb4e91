// Prisma Migrate on the schema engine in WebAssembly that ships inside the npm package: the native one is a
// download of its own. The database is PRISMA_TEST_URL, the folder of the schema PRISMA_TEST_DIR.
import { PrismaPg } from "@prisma/adapter-pg";
import Result from "pg/lib/result.js";
import { defineConfig } from "prisma/config";

// The engine asks the catalog for values of type "name", which the adapter does not know: they are given as text.
const addFields = (Result as any).prototype.addFields;
(Result as any).prototype.addFields = function (fields: any[]) {
  for (const field of fields) if (field.dataTypeID === 19) field.dataTypeID = 25;
  return addFields.call(this, fields);
};

// A timer that the engine does not cancel keeps node alive for seconds after the work is done.
const start = globalThis.setTimeout;
(globalThis as any).setTimeout = (run: any, ms: any, ...rest: any[]) => {
  const timer: any = start(run, ms, ...rest);
  if (ms >= 5000) timer.unref();
  return timer;
};

export default defineConfig({
  schema: process.env.PRISMA_TEST_DIR + "/schema.prisma",
  experimental: { adapter: true },
  engine: "js",
  adapter: async () => new PrismaPg({ connectionString: process.env.PRISMA_TEST_URL, idleTimeoutMillis: 10 }),
});
