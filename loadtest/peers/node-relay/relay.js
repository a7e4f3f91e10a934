// A relay between Twilio Media Streams and OpenAI Realtime, written as teams usually write it:
// one fastify server, one ws client for each call, every message parsed and serialised as JSON.

import fastifyWebSocket from '@fastify/websocket';
import Fastify from 'fastify';
import WebSocket from 'ws';

const port = Number(process.env.PORT ?? 5050);
const modelUrl = process.env.OPENAI_REALTIME_URL ?? 'wss://api.openai.com/v1/realtime';
const model = process.env.OPENAI_MODEL ?? 'gpt-realtime-2.1';
const apiKey = process.env.OPENAI_API_KEY;

if (!apiKey) {
  console.error('OPENAI_API_KEY is not set: expected the key of the model service');
  process.exit(78);
}

const app = Fastify();
await app.register(fastifyWebSocket);

app.get('/media-stream', { websocket: true }, (phone) => {
  const session = new WebSocket(`${modelUrl}?model=${encodeURIComponent(model)}`, {
    headers: { Authorization: `Bearer ${apiKey}` },
  });
  let streamSid = null;
  let latestTimestampMs = 0;
  let answerStartMs = null;
  let answerItem = null;
  const pendingMarks = [];

  const toModel = (event) => session.send(JSON.stringify(event));
  const toPhone = (message) => phone.send(JSON.stringify(message));

  session.on('open', () => {
    toModel({
      type: 'session.update',
      session: {
        type: 'realtime',
        output_modalities: ['audio'],
        instructions: 'You are a helpful assistant on the phone.',
        audio: {
          input: { format: { type: 'audio/pcmu' }, turn_detection: { type: 'server_vad' } },
          output: { format: { type: 'audio/pcmu' }, voice: 'marin' },
        },
      },
    });
  });

  // The caller interrupts: stop the phone, and tell the model how much of its answer was heard.
  const interrupt = () => {
    if (pendingMarks.length === 0 || answerStartMs === null) {
      return;
    }
    if (answerItem) {
      toModel({
        type: 'conversation.item.truncate',
        item_id: answerItem,
        content_index: 0,
        audio_end_ms: latestTimestampMs - answerStartMs,
      });
    }
    toPhone({ event: 'clear', streamSid });
    pendingMarks.length = 0;
    answerItem = null;
    answerStartMs = null;
  };

  session.on('message', (data) => {
    try {
      const event = JSON.parse(data);
      switch (event.type) {
        case 'response.output_audio.delta':
          if (!event.delta) {
            break;
          }
          toPhone({ event: 'media', streamSid, media: { payload: event.delta } });
          if (event.item_id !== answerItem) {
            answerItem = event.item_id;
            answerStartMs = latestTimestampMs;
          }
          toPhone({ event: 'mark', streamSid, mark: { name: 'answer' } });
          pendingMarks.push('answer');
          break;
        case 'input_audio_buffer.speech_started':
          interrupt();
          break;
        case 'error':
          console.error('model error', event.error?.code);
          break;
      }
    } catch (error) {
      console.error('message of the model not understood', error);
    }
  });

  phone.on('message', (data) => {
    try {
      const message = JSON.parse(data);
      switch (message.event) {
        case 'media':
          latestTimestampMs = Number(message.media.timestamp);
          if (session.readyState === WebSocket.OPEN) {
            toModel({ type: 'input_audio_buffer.append', audio: message.media.payload });
          }
          break;
        case 'start':
          streamSid = message.start.streamSid;
          latestTimestampMs = 0;
          answerStartMs = null;
          break;
        case 'mark':
          pendingMarks.shift();
          break;
      }
    } catch (error) {
      console.error('message of the phone not understood', error);
    }
  });

  phone.on('close', () => session.close());
  session.on('close', () => phone.close());
  session.on('error', (error) => console.error('model socket failed', error.message));
});

await app.listen({ port, host: '127.0.0.1' });
console.log(`listening on ${app.server.address().port}`);
