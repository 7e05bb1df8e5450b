// An identity provider of its own: the certified oidc-provider, whose keys can be changed while it runs.

import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { once } from "node:events";
import { Provider } from "oidc-provider";
import { freePort } from "./program.mjs";

export const CLIENT = { id: "calco2", secret: "only-for-tests-7f2c9d41" };

export class IdentityProvider {
  #server;
  #change = null;
  #answer = (_, response) => response.writeHead(503).end();

  /** `people` are claims by subject. */
  static async start(people) {
    const provider = new IdentityProvider();
    const port = await freePort();
    provider.issuer = `http://127.0.0.1:${port}`;
    provider.people = people;
    provider.#server = createServer((request, response) => {
      provider.#watch(response);
      provider.#answer(request, response);
    });
    provider.#server.listen(port, "127.0.0.1");
    await once(provider.#server, "listening");
    return provider;
  }

  /** Lets the program at this address send people here. */
  admit(address) {
    this.address = address;
    this.changeKeys();
  }

  /** Signs with a new key from now on and forgets the old one. */
  changeKeys() {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" };
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          redirect_uris: [`${this.address}/auth/callback`],
          post_logout_redirect_uris: [`${this.address}/sign-in`],
        },
      ],
      jwks: { keys: [key] },
      cookies: { keys: [randomUUID()] },
      claims: { openid: ["sub"], email: ["email"], profile: ["name"] },
      pkce: { required: () => true, methods: ["S256"] },
      findAccount: (_, subject) => ({
        accountId: subject,
        claims: () => ({ sub: subject, ...this.people[subject] }),
      }),
    });
    this.#answer = provider.callback();
  }

  /** Changes the parameters that the next person comes back with. */
  alterNextAnswer(change) {
    this.#change = change;
  }

  #watch(response) {
    const setHeader = response.setHeader.bind(response);
    response.setHeader = (name, value) => {
      if (!this.#change || name.toLowerCase() !== "location" || !value.includes("/auth/callback")) return setHeader(name, value);
      const address = new URL(value);
      this.#change(address.searchParams);
      this.#change = null;
      return setHeader(name, address.href);
    };
  }

  /** Answers nobody until keys are changed. */
  fall() {
    this.#answer = (request) => request.socket.destroy();
  }

  async stop() {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}

/** Signs in on the provider's own pages and lets it tell calco2 who one is; it asks for that `consent` once. */
export async function signInThere(page, subject, { consent = true } = {}) {
  await page.locator("input[name=login]").fill(subject);
  await page.locator("input[name=password]").fill("any will do");
  await page.locator("button[type=submit]").click();
  if (consent) await page.locator("form:has(input[value=consent]) button[type=submit]").click();
}
