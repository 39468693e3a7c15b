// A test in Node: an organisation of its own, a message by the provider's protocol, and the code on the phone.
// Usage: node read-code.mjs [address of the phone network]
const network = process.argv[2] ?? "http://127.0.0.1:8025";
const number = "+31612345678";

async function ask(url, options = {}) {
  const answer = await fetch(url, options);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}

const headers = { "content-type": "application/json" };
const body = JSON.stringify({ name: "Node" });
const { id } = await ask(`${network}/api/v1/organisations`, { method: "POST", headers, body });
const organisation = `${network}/api/v1/organisations/${id}`;
try {
  const { account_sid: sid, auth_token: token } = await ask(`${organisation}/account`);

  // What the system under test does:
  await ask(`${network}/2010-04-01/Accounts/${sid}/Messages.json`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${sid}:${token}`)}` },
    body: new URLSearchParams({ To: number, From: "+15005550006", Body: "509326 is your code." }),
  });

  // What the person with the phone does:
  const found = await ask(`${organisation}/handsets/${encodeURIComponent(number)}/code?timeout=10`);
  if (found === null) throw new Error("no code came within 10 seconds");
  console.log(found.code);
} finally {
  await ask(organisation, { method: "DELETE" });
}
