// A product: sign-in by a code on the phone with better-auth, which sends it with the provider's official SDK.
import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import { phoneNumber } from "better-auth/plugins";
import twilio from "twilio";

const port = Number(process.argv[2]);
const { TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN } = process.env;
const provider = twilio(TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN);

const auth = betterAuth({
  baseURL: `http://127.0.0.1:${port}`,
  secret: "a secret of this example, of more than thirty-two characters",
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  plugins: [
    phoneNumber({
      async sendOTP({ phoneNumber: to, code }) {
        await provider.messages.create({ to, from: "+15005550006", body: `${code} is your code for Example.` });
      },
      signUpOnVerification: { getTempEmail: (number) => `${number.slice(1)}@phone.example` },
    }),
  ],
});

createServer(toNodeHandler(auth)).listen(port, "127.0.0.1", () => console.log(`listening on ${port}`));
