/** How a receiver verifies deliveries, in the languages most of them are written in. */
export const verifySamples = {
  node: {
    label: 'Node',
    code: `// npm install standardwebhooks
import { createServer } from 'node:http'
import { Webhook } from 'standardwebhooks'

const webhook = new Webhook(process.env.WEBHOOK_SECRET) // whsec_…

createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  try {
    // The bytes as they came: parsed and written again they no longer match.
    const event = webhook.verify(Buffer.concat(chunks).toString(), request.headers)
    response.writeHead(204).end()
    console.log(event.type, event.data)
  } catch {
    response.writeHead(400).end()
  }
}).listen(3000)`,
  },
  python: {
    label: 'Python',
    code: `# pip install standardwebhooks flask
import os
from flask import Flask, request
from standardwebhooks import Webhook, WebhookVerificationError

app = Flask(__name__)
webhook = Webhook(os.environ["WEBHOOK_SECRET"])  # whsec_…

@app.post("/")
def receive():
    try:
        # The bytes as they came: parsed and written again they no longer match.
        event = webhook.verify(request.get_data(as_text=True), dict(request.headers))
    except WebhookVerificationError:
        return "", 400
    print(event["type"], event["data"])
    return "", 204`,
  },
  php: {
    label: 'PHP',
    code: `<?php
// The bytes as they came: parsed and written again they no longer match.
$body = file_get_contents('php://input');
$id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
$timestamp = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
$secret = base64_decode(substr(getenv('WEBHOOK_SECRET'), strlen('whsec_')));
$expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $secret, true));

$isFresh = abs(time() - (int) $timestamp) < 300;
$matches = array_filter(
    explode(' ', $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? ''),
    fn ($signature) => hash_equals($expected, $signature)
);
if (!$isFresh || !$matches) {
    http_response_code(400);
    exit;
}
$event = json_decode($body, true);
http_response_code(204);`,
  },
} as const

export type SampleName = keyof typeof verifySamples
export const sampleNames = Object.keys(verifySamples) as SampleName[]
