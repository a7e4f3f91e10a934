package dev.trunkline.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GatewaySampleTest {
    private static final GatewaySample.Seen SEEN =
            new GatewaySample.Seen(12.5, ProcessUsage.of(0).since(new ProcessUsage(0, 0, 0)), 3, 4);

    @Test
    void isTheSumOfTheSeriesOfEachName() {
        GatewaySample sample =
                GatewaySample.of(
                        """
                        # TYPE jvm_memory_used_bytes gauge
                        jvm_memory_used_bytes{area="heap",id="G1 Eden Space"} 1.048576E7
                        jvm_memory_used_bytes{area="heap",id="G1 Old Gen"} 3.145728E7
                        jvm_memory_used_bytes{area="heap",id="G1 Survivor Space"} 1048576.0
                        jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 9.0E7
                        jvm_gc_pause_seconds_count{action="end of minor GC",cause="G1"} 7
                        jvm_gc_pause_seconds_count{action="end of minor GC",cause="Metadata"} 2
                        netty_allocator_memory_used_bytes{id="models",memory_type="direct"} 1048576
                        netty_allocator_memory_used_bytes{id="phones",memory_type="direct"} 2097152
                        netty_allocator_memory_used_bytes{id="phones",memory_type="heap"} 4194304
                        jvm_buffer_memory_used_bytes{id="direct"} 524288.0
                        jvm_buffer_memory_used_bytes{id="mapped"} 1048576.0
                        process_files_open_files 505.0
                        process_files_max_files 1048576.0
                        jvm_threads_live_threads 34.0
                        netty_eventexecutor_tasks_scheduled{name="vert.x-eventloop-thread-0"} 600.0
                        netty_eventexecutor_tasks_scheduled{name="vert.x-eventloop-thread-1"} 700.0
                        netty_eventexecutor_tasks_pending{name="vert.x-eventloop-thread-0"} 1.0
                        trunkline_active_calls{agent="default",leg="stream"} 150.0
                        trunkline_active_calls{agent="other",leg="stream"} 50.0
                        """,
                        SEEN);
        assertThat(sample)
                .isEqualTo(
                        new GatewaySample(
                                12.5, 200, 41, 31, 9, 3, 0.5, 505, 34, 1_300, 1, 0, 0, 3, 4));
    }

    @Test
    void whatIsNoGateway_isSaid() {
        assertThatThrownBy(() -> GatewaySample.of("process_files_open_files 505.0\n", SEEN))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("expected a gateway's /metrics");
    }
}
