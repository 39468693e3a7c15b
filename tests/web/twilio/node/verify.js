// Verify, Lookup, messaging services and an API key by the official SDK; what came is written as JSON for the test.
const twilio = require("twilio");

const { PROVIDER_URL: url, ACCOUNT_SID: sid, AUTH_TOKEN: token, API_URL: api, TO: to } = process.env;

function pointed(client) {
  for (const product of [client.api, client.lookups, client.messaging, client.verify]) product.baseUrl = url;
  return client;
}

async function refusal(work) {
  try {
    await work();
  } catch (error) {
    return [error.status, error.code];
  }
  return null;
}

(async () => {
  const client = pointed(twilio(sid, token));
  const told = {};
  const service = await client.verify.v2.services.create({ friendlyName: "Contoso", codeLength: 8 });
  const verify = client.verify.v2.services(service.sid);
  const started = await verify.verifications.create({ to, channel: "sms", locale: "en" });
  told.started = [started.status, started.channel, started.sendCodeAttempts.length];
  const { code } = await (await fetch(`${api}handsets/${encodeURIComponent(to)}/code?timeout=5`)).json();
  told.digits = code.length;
  const wrong = await verify.verificationChecks.create({ to, code: code === "00000000" ? "11111111" : "00000000" });
  const right = await verify.verificationChecks.create({ to, code });
  told.checks = [wrong.status, wrong.valid, right.status, right.valid];
  told.again = await refusal(() => verify.verificationChecks.create({ to, code }));
  for (let each = 0; each < 5; each += 1) await verify.verifications.create({ to, channel: each % 2 ? "call" : "sms" });
  told.tooOften = await refusal(() => verify.verifications.create({ to, channel: "sms" }));
  told.badChannel = await refusal(() => verify.verifications.create({ to, channel: "pigeon" }));
  told.attempts = (await client.verify.v2.verificationAttempts.list({ pageSize: 2 })).length;
  const limit = await verify.rateLimits.create({ uniqueName: "address" });
  told.bucket = (await verify.rateLimits(limit.sid).buckets.create({ max: 1, interval: 60 })).max;
  const found = await client.lookups.v2.phoneNumbers(to).fetch({ fields: "line_type_intelligence" });
  told.lookup = [found.valid, found.countryCode, found.nationalFormat, found.lineTypeIntelligence.type];
  const pool = await client.messaging.v1.services.create({ friendlyName: "Pool" });
  const number = await client.incomingPhoneNumbers.create({ phoneNumber: "+15005550006" });
  await client.messaging.v1.services(pool.sid).phoneNumbers.create({ phoneNumberSid: number.sid });
  const key = await client.newKeys.create({ friendlyName: "ci" });
  const byKey = pointed(twilio(key.sid, key.secret, { accountSid: sid }));
  const sent = await byKey.messages.create({ to, messagingServiceSid: pool.sid, body: "x" });
  told.message = [sent.status, sent.from, (await byKey.messages(sent.sid).fetch()).from];
  console.log(JSON.stringify(told));
})();
