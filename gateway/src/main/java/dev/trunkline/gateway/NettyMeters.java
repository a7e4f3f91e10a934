package dev.trunkline.gateway;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;
import io.vertx.core.internal.VertxInternal;
import java.util.function.Supplier;

/**
 * What Netty says of its buffers and loops. The allocators have names here: Micrometer's own binder
 * tells them apart by their hash codes, which are new series after each start.
 */
final class NettyMeters implements MeterBinder {
    private final Vertx vertx;

    NettyMeters(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        EventLoopGroup loops = ((VertxInternal) vertx).nettyEventLoopGroup();
        new NettyEventExecutorMetrics(loops).bindTo(registry);
        loops.forEach(loop -> timers(registry, loop));
        // Vert.x gives its servers a pool of its own: phones and management.
        allocator(registry, "phones", VertxByteBufAllocator.POOLED_ALLOCATOR);
        // Sockets to the model keep Netty's default.
        allocator(registry, "models", ByteBufAllocator.DEFAULT);
    }

    /** Beside Micrometer's gauge of the tasks that wait, and named like it. */
    private static void timers(MeterRegistry registry, EventExecutor loop) {
        if (LoopTimers.known(loop) && loop instanceof SingleThreadEventExecutor thread) {
            Gauge.builder("netty.eventexecutor.tasks.scheduled", loop, LoopTimers::of)
                    .description("Timers that are set on the event loop")
                    .tag("name", thread.threadProperties().name())
                    .register(registry);
        }
    }

    private static void allocator(MeterRegistry registry, String id, ByteBufAllocator allocator) {
        if (allocator instanceof ByteBufAllocatorMetricProvider provider) {
            ByteBufAllocatorMetric metric = provider.metric();
            gauge(registry, id, "direct", metric::usedDirectMemory);
            gauge(registry, id, "heap", metric::usedHeapMemory);
        }
    }

    private static void gauge(
            MeterRegistry registry, String id, String type, Supplier<Number> read) {
        Gauge.builder("netty.allocator.memory.used", read)
                .description("Memory that the allocator holds, in use or kept for reuse")
                .baseUnit(BaseUnits.BYTES)
                .tags("id", id, "memory.type", type)
                .register(registry);
    }
}
