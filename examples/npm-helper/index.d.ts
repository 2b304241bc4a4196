export interface MockOptions {
  /** The OpenAPI documents, `openapi.yaml` by default. */
  spec?: string | string[];
  /** A file of first records. */
  seedData?: string;
  /** The same seed, the same generated values. */
  seed?: number;
  /** Further words of the command line of `mock-server`. */
  args?: string[];
  /** What starts the server, `$MOCK_SERVER` or `mock-server` by default; `["uvx", "mythic-mock", "serve"]` for instance. */
  command?: string | string[];
  cwd?: string;
  /** The API's base URL of a mock that runs elsewhere (`$MOCK_URL`): nothing is started then. */
  url?: string;
  /** The token of its admin API (`$MOCK_ADMIN_TOKEN`). */
  token?: string;
}

export interface PlaywrightOptions extends MockOptions {
  /** Where the page looks for its API: a path such as `/api`, or a URL; the mock's own URL by default. */
  api?: string;
}

export declare function startMock(options?: MockOptions): Promise<MockServer>;

export declare class MockServer {
  /** The API's base, without a slash at its end. */
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
  /** A sandbox of its own; `title` tells people whose it is. */
  sandbox(title?: string, options?: { seed?: number }): Promise<MockSandbox>;
}

export declare class MockSandbox {
  private constructor();
  readonly name: string;
  /** The API's base within the sandbox. */
  readonly url: string;
  /** The usual base, which leads into the sandbox with `headers`. */
  readonly mockUrl: string;
  readonly headers: { "X-Mock-Sandbox": string };
  /** Scheme, host and port of the mock. */
  readonly origin: string;
  /** Forgets every change, in the middle of a test. */
  reset(options?: { seed?: number }): Promise<void>;
  end(): Promise<void>;
  records(resource: string): Promise<any[]>;
  put(resource: string, key: string | number, record: unknown): Promise<void>;
  /** Rules by which answers are broken, such as `POST /tasks: first 1 -> 503`. */
  faults(...rules: string[]): Promise<void>;
  /** Any other call of the admin API within the sandbox. */
  admin(method: string, path: string, body?: unknown): Promise<any>;
}

export interface MockFixtures {
  /** A sandbox for this test alone. */
  mock: MockSandbox;
}

export interface MockWorkerFixtures {
  /** The server that the tests of a worker share. */
  mockServer: MockServer;
}

/** For Playwright: `base.extend<MockFixtures, MockWorkerFixtures>(forPlaywright({ api: "/api" }))`. */
export declare function forPlaywright(options?: PlaywrightOptions): any;

/** For Vitest: `base.extend<MockFixtures & MockWorkerFixtures>(forVitest())`. */
export declare function forVitest(options?: MockOptions): any;
