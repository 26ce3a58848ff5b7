// An OpenID provider that is not ours, for the Google adapter: login and consent pages, PKCE, nonce, RS256, `iss` in
// the callback. Keys come from the environment, so that a restart is a key rotation.
import { Provider } from "oidc-provider";

const port = Number(process.env.PORT);
const issuer = `http://127.0.0.1:${port}`;
const alice = {
  email: "alice@gmail.com",
  email_verified: true,
  given_name: "Алиса",
  family_name: "Тестова",
  birthdate: "1990-01-02",
};

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "rp",
      client_secret: "rp-secret",
      redirect_uris: [process.env.REDIRECT_URI],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  claims: {
    openid: ["sub"],
    email: ["email", "email_verified"],
    profile: ["given_name", "family_name", "birthdate"],
  },
  features: { devInteractions: { enabled: true } },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  cookies: { keys: ["only-for-tests"] },
  jwks: { keys: [JSON.parse(process.env.JWK)] },
  findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...alice }) }),
});
provider.listen(port, "127.0.0.1", () => console.log("ready"));
