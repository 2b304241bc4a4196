import { defineConfig } from "vitest/config";

export default defineConfig({
  server: { proxy: { "/api": { target: "http://127.0.0.1:8000", rewrite: (path) => path.slice("/api".length) } } },
  build: { target: "es2022" },
  test: { include: ["tests/**/*.test.ts"], testTimeout: 60_000 }, // the first test of a worker waits for its server
});
