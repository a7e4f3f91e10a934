package dev.trunkline.gateway.pbx.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.trunkline.codecs.audio.AudioFormat;
import dev.trunkline.codecs.opus.OpusEncoder;
import dev.trunkline.codecs.opus.OpusEngine;
import dev.trunkline.codecs.opus.OpusEngineChoice;
import dev.trunkline.codecs.opus.OpusPacket;
import dev.trunkline.codecs.opus.OpusSettings;
import dev.trunkline.gateway.call.Base64Payload;
import dev.trunkline.gateway.call.PhoneLegListener;
import dev.trunkline.gateway.call.TestMeters;
import dev.trunkline.observability.metrics.CallCounter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The caller's voice from messages that bring neither time nor number. */
class CallerAudioTest {
    private static final long MS = 1_000_000;
    private static final int FRAMES = 10_000;

    private final OpusEngine engine = OpusEngine.select(OpusEngineChoice.CONCENTUS);
    private final TestMeters meters = new TestMeters();
    private final Ear ear = new Ear();
    private long now = 500 * MS;

    /** Where the audio would go. */
    private static final class Ear implements PhoneLegListener {
        final List<String> pieces = new ArrayList<>();
        boolean counting = true;
        long bytes;

        @Override
        public void onAudio(byte[] audio, int byteCount, long timestampMs, long arrivalNanos) {
            bytes += byteCount;
            if (counting) {
                pieces.add(timestampMs + "+" + byteCount);
            }
        }

        @Override
        public void onMedia(Base64Payload payload, long timestampMs, long arrivalNanos) {
            throw new AssertionError();
        }

        @Override
        public void onMark(int generation, int sequence) {}

        @Override
        public void onDtmf(char digit) {}

        @Override
        public void onReadComplete() {}

        @Override
        public void onWritable() {}

        @Override
        public void onEnded(boolean clean) {}
    }

    @AfterEach
    void closeAll() {
        meters.close();
    }

    private <T extends CallerAudio> T started(T audio) {
        audio.start(ear);
        return audio;
    }

    private void offer(CallerAudio audio, byte[] message, long afterMs) {
        now += afterMs * MS;
        audio.offer(message, message.length, now);
    }

    private List<byte[]> packets(int count) {
        List<byte[]> packets = new ArrayList<>();
        short[] tone = new short[160];
        byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
        OpusSettings settings =
                OpusSettings.narrowbandCall().withBitrateBps(32_000).withFecForLoss(20);
        try (OpusEncoder encoder = engine.encoder(settings)) {
            for (int i = 0; i < count; i++) {
                for (int sample = 0; sample < tone.length; sample++) {
                    double at = (i * 160 + sample) / 8_000.0;
                    // 150 Hz in syllables: what hums on is no voice, and gets no FEC.
                    double loud = i / 8 % 2 == 0 ? 100 : 6_000;
                    tone[sample] = (short) (loud * (Math.sin(942 * at) + Math.sin(1_884 * at)));
                }
                packets.add(Arrays.copyOf(packet, encoder.encode(tone, 0, packet, 0)));
            }
        }
        return packets;
    }

    @Test
    void messagesFollowTheCallersPacketTime() {
        CallerAudio audio = started(new SampledCallerAudio(AudioFormat.PCM_16K, meters.meters()));
        offer(audio, new byte[640], 0);
        offer(audio, new byte[960], 20); // 30 ms
        offer(audio, new byte[640], 30);
        assertThat(ear.pieces).containsExactly("0+640", "20+960", "50+640");
    }

    @Test
    void halfASample_isDroppedAndCounted() {
        CallerAudio audio = started(new SampledCallerAudio(AudioFormat.PCM_16K, meters.meters()));
        offer(audio, new byte[641], 0);
        offer(audio, new byte[1], 20);
        assertThat(ear.pieces).containsExactly("0+640");
        assertThat(meters.count(CallCounter.MALFORMED_LEG, "leg")).isEqualTo(2);
    }

    @Test
    void aGapInG711_showsInTheTimestamps() {
        CallerAudio audio = started(new SampledCallerAudio(AudioFormat.PCMU, meters.meters()));
        offer(audio, new byte[160], 0);
        offer(audio, new byte[160], 20);
        offer(audio, new byte[160], 420);
        assertThat(ear.pieces).containsExactly("0+160", "20+160", "440+160");
    }

    @Test
    void opus_isDecodedAt48k() {
        CallerAudio audio = started(new OpusCallerAudio(engine.decoder(), meters.meters()));
        for (byte[] packet : packets(3)) {
            offer(audio, packet, 20);
        }
        audio.close();
        assertThat(ear.pieces).containsExactly("0+1920", "20+1920", "40+1920");
        assertThat(meters.latencies("trunkline_uplink_jitter_seconds")).isEqualTo(1);
    }

    @Test
    void aLostOpusPacket_isRebuiltFromTheNext() {
        List<byte[]> packets = packets(100);
        CallerAudio audio = started(new OpusCallerAudio(engine.decoder(), meters.meters()));
        int lost = 50;
        while (!OpusPacket.carriesFec(packets.get(lost + 1), 0, packets.get(lost + 1).length)) {
            lost++;
        }
        for (int i = 0; i < lost; i++) {
            offer(audio, packets.get(i), 20);
        }
        offer(audio, packets.get(lost + 1), 40);
        audio.close();
        assertThat(ear.pieces).endsWith(lost * 20 + "+1920", (lost + 1) * 20 + "+1920");
        assertThat(meters.count(CallCounter.CONCEALED_FEC_MS, "fec")).isEqualTo(20);
        assertThat(meters.count(CallCounter.CONCEALED_PLC_MS, "plc")).isZero();
    }

    @Test
    void aPauseInOpus_isLeftToTheTimestamps() {
        List<byte[]> packets = packets(60);
        CallerAudio audio = started(new OpusCallerAudio(engine.decoder(), meters.meters()));
        for (int i = 0; i < 50; i++) {
            offer(audio, packets.get(i), 20);
        }
        offer(audio, packets.get(50), 420);
        audio.close();
        assertThat(ear.pieces).endsWith("980+1920", "1400+1920").hasSize(51);
        assertThat(meters.count(CallCounter.CONCEALED_PLC_MS, "plc")).isZero();
    }

    @Test
    void whatIsNoOpus_isCounted_andTheVoiceGoesOn() {
        CallerAudio audio = started(new OpusCallerAudio(engine.decoder(), meters.meters()));
        byte[] good = packets(1).getFirst();
        offer(audio, good, 0);
        offer(audio, new byte[] {(byte) 0xFF}, 20); // code 3 without its count
        offer(audio, good, 0);
        audio.close();
        assertThat(ear.pieces).hasSize(2);
        assertThat(meters.count(CallCounter.MALFORMED_LEG, "leg")).isEqualTo(1);
    }

    @Test
    void nobodyHearsBeforeTheStart_orAfterTheEnd() {
        CallerAudio audio = new SampledCallerAudio(AudioFormat.PCMU, meters.meters());
        offer(audio, new byte[160], 0);
        audio.start(ear);
        offer(audio, new byte[160], 20);
        audio.close();
        offer(audio, new byte[160], 20);
        assertThat(ear.pieces).containsExactly("20+160");
    }

    @Test
    void audio_allocatesNothingAMessage() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        CallerAudio audio = started(new SampledCallerAudio(AudioFormat.PCMU, meters.meters()));
        ear.counting = false;
        byte[] message = new byte[160];
        for (int i = 0; i < 2 * FRAMES; i++) {
            offer(audio, message, 20);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < FRAMES; i++) {
            offer(audio, message, 20);
        }
        // What is left is the jitter's observation, once in 250 messages.
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / FRAMES).isLessThan(8);
        assertThat(ear.bytes).isEqualTo(3L * FRAMES * 160);
    }
}
