// A program with the provider's official SDK, as it comes: nothing in it knows of a simulator.
import twilio from "twilio";

const [to, body] = process.argv.slice(2);
const client = twilio(process.env.TWILIO_ACCOUNT_SID, process.env.TWILIO_AUTH_TOKEN);

const message = await client.messages.create({ to, from: "+15005550006", body });
console.log("message", message.status);

const response = new twilio.twiml.VoiceResponse();
response.gather({ numDigits: 1, finishOnKey: "" }).say("Press the pound key.");
response.say("Goodbye.");
const call = await client.calls.create({ to, from: "+15005550006", twiml: response.toString() });
console.log("call", call.status);

const service = await client.verify.v2.services.create({ friendlyName: "Example" });
const verification = await client.verify.v2.services(service.sid).verifications.create({ to, channel: "sms" });
console.log("verification", verification.status);

try {
  await client.messages.create({ to: "nonsense", from: "+15005550006", body });
} catch (error) {
  console.log("refused", error.status, error.code);
}
