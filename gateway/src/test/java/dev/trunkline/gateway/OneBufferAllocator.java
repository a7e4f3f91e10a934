package dev.trunkline.gateway;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives the same buffers again and again, so that an allocation test sees what the code itself
 * allocates: the leak detector of the test JVM allocates with each buffer of a real pool.
 */
public final class OneBufferAllocator extends AbstractByteBufAllocator {
    private static final UnpooledByteBufAllocator MAKER =
            new UnpooledByteBufAllocator(false, true, true);

    private final List<ByteBuf> buffers = new ArrayList<>();

    @Override
    public ByteBuf buffer(int initialCapacity, int maxCapacity) {
        return again(initialCapacity, maxCapacity);
    }

    @Override
    public ByteBuf buffer(int initialCapacity) {
        return again(initialCapacity, Integer.MAX_VALUE);
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return again(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return again(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return true;
    }

    private ByteBuf again(int initialCapacity, int maxCapacity) {
        for (int i = 0; i < buffers.size(); i++) {
            ByteBuf kept = buffers.get(i);
            if (kept.refCnt() == 1
                    && kept.maxCapacity() == maxCapacity
                    && kept.capacity() >= initialCapacity) {
                return kept.clear().retain();
            }
        }
        ByteBuf made = MAKER.heapBuffer(initialCapacity, maxCapacity);
        buffers.add(made);
        return made.retain();
    }
}
