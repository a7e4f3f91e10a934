package dev.trunkline.observability.metrics;

import dev.trunkline.observability.latency.LatencyMetric;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * All meters of one gateway, in one registry: what is counted of calls, and through Micrometer what
 * the JVM, Netty and Vert.x report of themselves. Any thread.
 */
public final class GatewayMeters implements AutoCloseable {
    /** Distinct label sets before new names become {@code other}. */
    public static final int DEFAULT_LABEL_SETS = 256;

    private static final double NANOS_PER_SECOND = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusMeterRegistry micrometer =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM);
    private final ExpositionFormats formats = ExpositionFormats.init(PrometheusProperties.get());
    private final MeterFamilies families = new MeterFamilies(registry);
    private final DistributionDataPoint loopLag =
            families.latency(LatencyMetric.LOOP_LAG, CallLabels.unknown(LegKind.STREAM));
    private final RecordMeters records = new RecordMeters(families);
    private final TwilioMeters twilio = new TwilioMeters(families);
    private final AgentMeters agents = new AgentMeters(families);
    private final TrunkMeters trunks = new TrunkMeters(families);
    private final DialMeters dial = new DialMeters(families);
    private final PbxMeters pbx = new PbxMeters(families);
    private final EdgeMeters edge = new EdgeMeters(families);
    private final TraceMeters traces = new TraceMeters(families);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final LabelSets sets;

    public GatewayMeters() {
        this(DEFAULT_LABEL_SETS);
    }

    /**
     * @param labelSets how many combinations of trunk, leg and agent get series of their own
     */
    public GatewayMeters(int labelSets) {
        sets = new LabelSets(labelSets, labels -> new CallSeries(families, labels));
        BuildInfo.register(registry);
        bind(new ClassLoaderMetrics());
        bind(new JvmMemoryMetrics());
        bind(new JvmThreadMetrics());
        bind(gc);
        bind(new ProcessorMetrics());
        bind(new FileDescriptorMetrics());
        bind(new UptimeMetrics());
    }

    /** The meters of one call; once per call, then kept by it. */
    public CallMeters forCall(CallLabels labels, String callReference) {
        return new CallMeters(sets.of(labels), callReference);
    }

    /** The meters of the call records' store. */
    public RecordMeters records() {
        return records;
    }

    /** The meters of requests to Twilio's REST API. */
    public TwilioMeters twilio() {
        return twilio;
    }

    /** The meters of the agents' configuration. */
    public AgentMeters agents() {
        return agents;
    }

    /** The meters of calls out before somebody answers. */
    public DialMeters dial() {
        return dial;
    }

    /** The meters of the trunks that calls go out over. */
    public TrunkMeters trunks() {
        return trunks;
    }

    /** The meters of the PBXs that calls come from. */
    public PbxMeters pbx() {
        return pbx;
    }

    /** The meters of the gateway's own ports. */
    public EdgeMeters edge() {
        return edge;
    }

    /** The meters of calls as traces. */
    public TraceMeters traces() {
        return traces;
    }

    /** Records how late an event loop ran a timer. */
    public void loopLag(long nanos) {
        loopLag.observe(Math.max(0, nanos) / NANOS_PER_SECOND);
    }

    /** Says where the gauges read; once. */
    public void gauges(GaugeReadings readings) {
        families.registerGauges(readings);
    }

    /** Adds meters of a library, such as Micrometer's for Netty's allocator. */
    public void bind(MeterBinder binder) {
        binder.bindTo(micrometer);
    }

    /** The same registry, for libraries that want one; Vert.x does. */
    public MeterRegistry micrometer() {
        return micrometer;
    }

    /**
     * Everything, in the format that the scraper prefers. Native histograms exist in Prometheus's
     * protobuf format only, exemplars there and in OpenMetrics. Takes milliseconds: off the event
     * loop.
     *
     * @param accept the request's {@code Accept} header; the plain text format if null
     */
    public Scrape scrape(@Nullable String accept) {
        ExpositionFormatWriter writer = formats.findWriter(accept);
        ByteArrayOutputStream body = new ByteArrayOutputStream(64 * 1024);
        try {
            writer.write(body, registry.scrape());
        } catch (IOException impossible) { // memory does not fail to be written
            throw new UncheckedIOException(impossible);
        }
        return new Scrape(writer.getContentType(), body.toByteArray());
    }

    @Override
    public void close() {
        gc.close();
        micrometer.close();
    }
}
