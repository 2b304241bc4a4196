import { defineConfig } from "@playwright/test";

const port = Number(process.env.PORT ?? 5173);

export default defineConfig({
  testDir: "tests",
  testMatch: "*.spec.ts",
  fullyParallel: true,
  workers: 2,
  reporter: "list",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  webServer: {
    command: `npx vite --host 127.0.0.1 --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}`,
    timeout: 120_000,
  },
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    launchOptions: {
      // A browser that the machine has, in place of one that Playwright downloads.
      executablePath: process.env.CHROMIUM || undefined,
      args: ["--disable-background-networking", ...(process.env.CI ? ["--no-sandbox"] : [])],
    },
  },
});
