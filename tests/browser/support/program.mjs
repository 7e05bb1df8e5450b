// The built program on a free loopback port, with a data folder of its own and the demo institution.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const READY_WITHIN_MS = 240_000;
const STOPPED_WITHIN_MS = 30_000;

const executable = resolve(process.env.CALCO2_PROGRAM ?? "../../target/debug/calco2");

export class Program {
  /** `settings` are variables beside the usual ones; `seeded` fills the database first, where demo sign-in would not. */
  static async start({ settings = {}, seeded = false } = {}) {
    const dataFolder = await mkdtemp(join(tmpdir(), "calco2-browser-"));
    // Started as root, the program runs its database as another user, who has to reach the folder.
    await chmod(dataFolder, 0o755);
    const program = new Program(dataFolder, await freePort());
    try {
      program.#settings = settings;
      if (seeded) await program.#seed();
      await program.#serve();
    } catch (error) {
      await program.stop();
      throw error;
    }
    return program;
  }

  #process;
  #log = "";
  #settings = {};

  constructor(dataFolder, port) {
    this.dataFolder = dataFolder;
    this.address = `http://127.0.0.1:${port}`;
    this.bind = `127.0.0.1:${port}`;
  }

  #environment() {
    const { DATABASE_URL, DATABASE_READ_URL, OIDC_ISSUER, ACCRED_URL, ...inherited } = process.env;
    return {
      ...inherited,
      CALCO2_BIND: this.bind,
      CALCO2_DATA_DIR: this.dataFolder,
      CALCO2_DEV_SIGN_IN: "true",
      ...this.#settings,
    };
  }

  async #seed() {
    const seeding = spawn(executable, ["seed", "demo"], { env: this.#environment(), stdio: ["ignore", "ignore", "pipe"] });
    seeding.stderr.on("data", (chunk) => (this.#log += chunk));
    const [exitCode] = await once(seeding, "exit");
    if (exitCode !== 0) throw new Error(`${executable} seed demo failed:\n${this.#log}`);
  }

  async #serve() {
    this.#process = spawn(executable, ["serve"], { env: this.#environment(), stdio: ["ignore", "pipe", "pipe"] });
    const keep = (chunk) => (this.#log += chunk);
    this.#process.stdout.on("data", keep);
    this.#process.stderr.on("data", keep);
    this.#process.on("error", (error) => (this.#log += error.message));

    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline) {
      if (this.#process.exitCode !== null || this.#process.pid === undefined) {
        throw new Error(`${executable} serve ended at once:\n${this.#log}`);
      }
      if (await this.#isReady()) return;
      await pause(250);
    }
    throw new Error(`${executable} serve was not ready within ${READY_WITHIN_MS / 1000} s:\n${this.#log}`);
  }

  async #isReady() {
    try {
      return (await fetch(`${this.address}/readyz`)).ok;
    } catch {
      return false;
    }
  }

  /** Runs a file of SQL in the private database, as its owner. */
  query(file) {
    return this.#psql("-f", file);
  }

  /** Runs one line of SQL there and answers what it prints. */
  sql(line) {
    return this.#psql("-A", "-t", "-c", line);
  }

  async #psql(...what) {
    const socket = join(this.dataFolder, "postgres", "socket");
    const psql = spawn("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", socket, "-U", "calco2", "-d", "calco2", ...what], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [printed, complaint] = ["", ""];
    psql.stdout.on("data", (chunk) => (printed += chunk));
    psql.stderr.on("data", (chunk) => (complaint += chunk));
    const [exitCode] = await once(psql, "exit");
    if (exitCode !== 0) throw new Error(`psql could not run ${what.at(-1)}:\n${complaint}`);
    return printed.trim();
  }

  /** What the program has written so far. */
  get log() {
    return this.#log;
  }

  /** Asks the program to stop, waits until it and its database are gone, and answers its exit code. */
  async stop() {
    let exitCode = this.#process?.exitCode ?? null;
    if (this.#process?.pid !== undefined && exitCode === null) {
      const ended = once(this.#process, "exit");
      this.#process.kill("SIGTERM");
      const impatient = setTimeout(() => this.#process.kill("SIGKILL"), STOPPED_WITHIN_MS);
      [exitCode] = await ended;
      clearTimeout(impatient);
    }
    await rm(this.dataFolder, { recursive: true, force: true });
    return exitCode;
  }
}

export async function freePort() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
