// A relay between Twilio Media Streams and OpenAI Realtime as the documentation of OpenAI's Agents SDK has it:
// one fastify server, one RealtimeSession over TwilioRealtimeTransportLayer for each call.

import fastifyWebSocket from '@fastify/websocket';
import { RealtimeAgent, RealtimeSession } from '@openai/agents-realtime';
import { TwilioRealtimeTransportLayer } from '@openai/agents-extensions';
import Fastify from 'fastify';

const port = Number(process.env.PORT ?? 5050);
const modelUrl = process.env.OPENAI_REALTIME_URL ?? 'wss://api.openai.com/v1/realtime';
const model = process.env.OPENAI_MODEL ?? 'gpt-realtime-2.1';
const apiKey = process.env.OPENAI_API_KEY;

if (!apiKey) {
  console.error('OPENAI_API_KEY is not set: expected the key of the model service');
  process.exit(78);
}

const agent = new RealtimeAgent({
  name: 'assistant',
  instructions: 'You are a helpful assistant on the phone.',
});

const app = Fastify();
await app.register(fastifyWebSocket);

app.get('/media-stream', { websocket: true }, (phone) => {
  // The transport listens to the phone from here on: `start` comes at once.
  const transport = new TwilioRealtimeTransportLayer({
    twilioWebSocket: phone,
    url: `${modelUrl}?model=${encodeURIComponent(model)}`,
  });
  const session = new RealtimeSession(agent, {
    transport,
    model,
    tracingDisabled: true, // nothing but the call leaves this process
    config: {
      outputModalities: ['audio'],
      audio: {
        input: { format: { type: 'audio/pcmu' }, turnDetection: { type: 'server_vad' } },
        output: { format: { type: 'audio/pcmu' }, voice: 'marin' },
      },
    },
  });

  session.on('error', ({ error }) => console.error('session failed', error?.message ?? error));
  transport.on('connection_change', (status) => {
    if (status === 'disconnected') {
      phone.close();
    }
  });
  session.connect({ apiKey }).catch((error) => {
    console.error('the model could not be reached', error.message);
    phone.close();
  });
});

await app.listen({ port, host: '127.0.0.1' });
console.log(`listening on ${app.server.address().port}`);
