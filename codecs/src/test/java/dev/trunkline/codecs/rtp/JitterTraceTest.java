package dev.trunkline.codecs.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trunkline.codecs.fixtures.LeakCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The promises behind the README's table of delay against loss, which this prints. */
@ExtendWith(LeakCheck.class)
class JitterTraceTest {
    @Test
    void threeTraces_delayBuysLoss() {
        System.out.print(JitterTraceTable.table());
        JitterTraceTable.Row lan = JitterTraceTable.measure(JitterTraceTable.trace("lan"), 0.97);
        assertThat(lan.meanDelayMs()).isLessThan(50);
        assertThat(lan.concealedPercent()).isLessThan(0.2);
        JitterTraceTable.Row wifi = JitterTraceTable.measure(JitterTraceTable.trace("wifi"), 0.97);
        assertThat(wifi.meanDelayMs()).isLessThan(150);
        assertThat(wifi.concealedPercent()).isLessThan(4);
        JitterTraceTable.Row thrifty =
                JitterTraceTable.measure(JitterTraceTable.trace("mobile"), 0.8);
        JitterTraceTable.Row patient =
                JitterTraceTable.measure(JitterTraceTable.trace("mobile"), 1);
        assertThat(patient.meanDelayMs()).isGreaterThan(thrifty.meanDelayMs());
        assertThat(patient.lostPercent()).isLessThan(thrifty.lostPercent());
    }
}
