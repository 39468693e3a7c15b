// Asks for an account of the provider with a client of Node, and prints the HTTP status.
const [which, url, sid, token] = process.argv.slice(2);
const headers = { authorization: `Basic ${btoa(`${sid}:${token}`)}` };
if (which === "fetch") {
  console.log((await fetch(url, { headers })).status);
} else if (which === "got") {
  const { got } = await import("got");
  console.log((await got(url, { headers, retry: { limit: 0 } })).statusCode);
} else if (which === "axios") {
  const { default: axios } = await import("axios");
  console.log((await axios.get(url, { headers })).status);
} else {
  const { default: twilio } = await import("twilio");
  const client = twilio(sid, token);
  client.api.baseUrl = new URL(url).origin;
  console.log((await client.api.v2010.accounts(sid).fetch()).status === "active" ? 200 : 0);
}
