import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  fullyParallel: true,
  workers: 2,
  reporter: "list",
  timeout: 60_000,
  use: {
    launchOptions: {
      // A browser that the machine has, in place of one that Playwright downloads.
      executablePath: process.env.CHROMIUM || undefined,
      args: ["--disable-background-networking", ...(process.env.CI ? ["--no-sandbox"] : [])],
    },
  },
});
