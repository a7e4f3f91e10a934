package dev.trunkline.gateway;

import dev.trunkline.codecs.opus.OpusEngineUnavailableException;
import dev.trunkline.gateway.admin.ManagementServer;
import dev.trunkline.gateway.agent.CurrentAgents;
import dev.trunkline.gateway.agent.tool.HttpTools;
import dev.trunkline.gateway.call.CallLimits;
import dev.trunkline.gateway.call.CallLog;
import dev.trunkline.gateway.call.Calls;
import dev.trunkline.gateway.call.ToolServices;
import dev.trunkline.gateway.config.GatewayConfig;
import dev.trunkline.gateway.config.GatewayConfigLoader;
import dev.trunkline.gateway.config.MediaConfig.Lane;
import dev.trunkline.gateway.config.keys.ConfigurationException;
import dev.trunkline.gateway.config.keys.Problem;
import dev.trunkline.gateway.config.keys.Secret;
import dev.trunkline.gateway.edge.Edge;
import dev.trunkline.gateway.edge.UnusableCertificateException;
import dev.trunkline.gateway.realtime.RealtimeConnector;
import dev.trunkline.gateway.trunk.Trunks;
import dev.trunkline.gateway.trunk.dial.DialView;
import dev.trunkline.gateway.trunk.dial.Dialler;
import dev.trunkline.gateway.trunk.dial.OutboundCalls;
import dev.trunkline.gateway.trunk.oncall.Escalations;
import dev.trunkline.gateway.twilio.relay.RelayHandler;
import dev.trunkline.gateway.twilio.relay.RelaySettings;
import dev.trunkline.gateway.twilio.rest.RestSettings;
import dev.trunkline.gateway.twilio.rest.TwilioRest;
import dev.trunkline.gateway.twilio.stream.StreamHandler;
import dev.trunkline.gateway.twilio.stream.StreamSettings;
import dev.trunkline.gateway.twilio.voice.Apologies;
import dev.trunkline.gateway.twilio.voice.PublicUrl;
import dev.trunkline.gateway.twilio.voice.RequestSignature;
import dev.trunkline.gateway.twilio.voice.SignatureHandler;
import dev.trunkline.gateway.twilio.voice.VoiceSettings;
import dev.trunkline.gateway.twilio.voice.VoiceWebhook;
import dev.trunkline.observability.compare.Comparisons;
import dev.trunkline.observability.metrics.CallLabels;
import dev.trunkline.observability.metrics.CallMeters;
import dev.trunkline.observability.metrics.CallPhase;
import dev.trunkline.observability.metrics.GatewayMeters;
import dev.trunkline.observability.metrics.LegKind;
import dev.trunkline.observability.record.CallDirection;
import dev.trunkline.observability.record.CallRecord;
import dev.trunkline.observability.record.CallRecords;
import dev.trunkline.observability.record.NumberHash;
import io.netty.channel.EventLoop;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway as one object: {@link #start} opens its ports, {@link #stop} lets its calls end and
 * closes them. {@link #main} runs it as a process.
 */
public final class Gateway {
    /** What sysexits.h calls EX_CONFIG. */
    private static final int EXIT_CONFIGURATION = 78;

    private static final Duration RELAY_PING_INTERVAL = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final Edge edge;
    private final Vertx vertx;
    private final GatewayConfig config;
    private final int loops;
    private final GatewayMeters meters;
    private final LoadGauge load;
    private final Calls calls;
    private final HttpTools httpTools;
    private final ToolServices tools;
    private final RecordsWiring records;
    private final PublicUrl publicUrl;
    private final @Nullable OutboundWiring outbound;
    private final @Nullable Dialler dialler;
    private final NumberHash numbers;
    private final Escalations escalations;
    private final PbxWiring pbx;
    private final ManagementServer management;
    private final CurrentAgents agents;
    private final AtomicInteger publicPort = new AtomicInteger();
    private final AtomicInteger managementPort = new AtomicInteger();

    private Gateway(GatewayConfig config, @Nullable CallRecords elsewhere)
            throws SSLException, UnusableCertificateException {
        this.config = config;
        loops =
                config.eventLoops() == 0
                        ? Runtime.getRuntime().availableProcessors()
                        : config.eventLoops();
        meters = new GatewayMeters();
        edge =
                new Edge(
                        config.http(),
                        config.transport(),
                        config.coalescing(),
                        new VertxOptions().setEventLoopPoolSize(loops),
                        meters.edge());
        vertx = edge.vertx();
        records = new RecordsWiring(config, meters, elsewhere);
        load = new LoadGauge(config.limits(), System::nanoTime);
        calls =
                new Calls(
                        new CallLimits(config.limits().maxCalls(), config.twilio().tokenTtl()),
                        load,
                        new RealtimeConnector(vertx, config.realtime(), config.media().lane()),
                        config.realtime().prewarm(),
                        new CallLog(records.traces()),
                        this::keep);
        agents = new CurrentAgents(config.agentsAt(InstantSource.system().instant()));
        AgentViews agentViews = new AgentViews(agents);
        meters.agents().reads(agentViews::count, agentViews::loadedAt);
        publicUrl =
                PublicUrl.of(
                                config.http().publicUrl() == null
                                        ? "http://127.0.0.1:" + config.http().port()
                                        : config.http().publicUrl().toString())
                        .knownAlsoAs(config.twilio().sharedUrl());
        TwilioRest rest =
                RestSettings.of(config.twilio())
                        .map(settings -> new TwilioRest(vertx, settings, meters.twilio()))
                        .orElse(null);
        numbers = config.records().numberHash();
        outbound =
                rest == null
                        ? null
                        : OutboundWiring.of(
                                vertx,
                                config,
                                agents,
                                rest,
                                publicUrl,
                                meters,
                                numbers,
                                records::keep);
        dialler = outbound == null ? null : outbound.dialler();
        OutboundCalls callsOut =
                dialler == null
                        ? OutboundCalls.none(
                                "calls out: expected twilio.accountSids and an auth token or API"
                                        + " key; set them")
                        : dialler;
        escalations = OnCallWiring.escalations(vertx, config, callsOut, rest, calls, meters);
        httpTools = new HttpTools(vertx);
        var _ = httpTools.prepare(agents.now().all());
        tools =
                new ToolServices(
                        httpTools,
                        rest,
                        name -> agents.now().named(name).orElse(null),
                        escalations,
                        records.traces());
        pbx =
                new PbxWiring(
                        vertx,
                        config,
                        new PbxGate(
                                config,
                                agents,
                                calls,
                                meters,
                                tools,
                                Clock.systemUTC(),
                                numbers,
                                ((VertxInternal) vertx).nettyEventLoopGroup()::next),
                        meters);
        CallViews views = new CallViews(calls, escalations, config.limits().maxCalls());
        meters.gauges(views);
        meters.bind(new NettyMeters(vertx));
        management =
                new ManagementServer(
                        edge,
                        config.http(),
                        new ManagementServer.Sources(
                                meters,
                                views,
                                views,
                                agentViews,
                                callsOut,
                                pbx.door(),
                                records.records(),
                                new Comparisons(
                                        records.records(), config.rates(), InstantSource.system()),
                                InstantSource.system()));
    }

    /** A record that is made: of a call out, with what its dialling knows. Any event loop. */
    private void keep(CallRecord record) {
        Optional<DialView> placed =
                dialler == null || record.direction() != CallDirection.OUTBOUND
                        ? Optional.empty()
                        : dialler.find(record.callId());
        records.keep(placed.map(call -> OutboundGate.dialled(record, call)).orElse(record));
        if (dialler != null && placed.isPresent()) {
            dialler.mediaOver(record.callId(), record.outcome());
        }
    }

    /** Opens both ports. Fails if one is taken; what was opened is closed again then. */
    public static Future<Gateway> start(GatewayConfig config) {
        return started(config, null);
    }

    /** The same with a store of the caller's own, whatever the configuration says of records. */
    public static Future<Gateway> start(GatewayConfig config, CallRecords records) {
        return started(config, records);
    }

    private static Future<Gateway> started(GatewayConfig config, @Nullable CallRecords records) {
        Gateway gateway;
        try {
            gateway = new Gateway(config, records);
        } catch (SSLException
                | UnusableCertificateException
                | OpusEngineUnavailableException unusable) {
            return Future.failedFuture(unusable);
        }
        Promise<Gateway> started = Promise.promise();
        gateway.listen()
                .onSuccess(_ -> started.complete(gateway))
                .onFailure(cause -> {
                    gateway.closeStore();
                    gateway.closeLoops(() -> started.fail(cause));
                });
        return started.future();
    }

    /**
     * From now on agents that change where the configuration came from answer new calls; calls in
     * progress keep theirs. Once.
     *
     * @param loader loaded this gateway's configuration last, and is the gateway's from now on
     */
    public void followAgents(GatewayConfigLoader loader) {
        new AgentReload(
                        vertx,
                        config,
                        loader,
                        agents,
                        meters.agents(),
                        new AgentReload.Readiness(InstantSource.system(), httpTools::prepare))
                .start();
    }

    /** The public port, which the system chose if the configuration says 0. */
    public int port() {
        return publicPort.get();
    }

    /** The management port, likewise. */
    public int managementPort() {
        return managementPort.get();
    }

    /** All meters, as {@code /metrics} shows them. */
    public GatewayMeters meters() {
        return meters;
    }

    /** The calls that are kept; what is asked of them blocks. */
    public CallRecords records() {
        return records.records();
    }

    /** Calls in a phase now. */
    public int calls(CallPhase phase) {
        return calls.count(phase);
    }

    /** Says that it is not ready any more, so that calls are sent elsewhere; takes what comes. */
    public void leave() {
        calls.leave();
    }

    /**
     * Takes no new call, waits until the calls in progress have ended, at most for {@code limit},
     * ends the rest properly and closes everything.
     */
    public Future<Void> stop(Duration limit) {
        Promise<Void> stopped = Promise.promise();
        Future<Void> drained =
                dialler == null
                        ? calls.drain()
                        : Future.all(calls.drain(), dialler.drain()).mapEmpty();
        LOG.atInfo().setMessage("gateway.draining").addKeyValue("calls", calls.live().size()).log();
        long deadline = vertx.setTimer(Math.max(1, limit.toMillis()), _ -> endAll());
        drained.eventually(this::closeOutbound)
                .eventually(pbx::close)
                .onComplete(_ -> {
                    vertx.cancelTimer(deadline);
                    // Not composed: a future of a context needs an event loop to complete on.
                    management
                            .stop()
                            .onComplete(_ ->
                                    vertx.executeBlocking(this::closeStore)
                                            .onComplete(_ -> closeLoops(() -> closed(stopped))));
                });
        return stopped.future();
    }

    /**
     * From no loop of Vert.x's: what it promises would want to complete there, and none is left.
     */
    private void closeLoops(Runnable then) {
        Thread.startVirtualThread(() -> vertx.close().onComplete(_ -> then.run()));
    }

    private void endAll() {
        calls.endAll();
        if (dialler != null) {
            dialler.endAll();
        }
    }

    /** On each event loop, once its server listens. */
    private void listening(int port) {
        publicPort.set(port);
        EventLoop loop = ((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop();
        new LoopWatch(
                        loop,
                        meters,
                        meters.forCall(CallLabels.unknown(LegKind.STREAM), "none"),
                        load.loop(),
                        System::nanoTime)
                .start();
    }

    private Future<Void> closeOutbound() {
        return outbound == null ? Future.succeededFuture() : outbound.close();
    }

    /** After the last call has ended: its record is written, if the database takes it. */
    private @Nullable Void closeStore() {
        records.close();
        return null;
    }

    private void closed(Promise<Void> stopped) {
        meters.close();
        LOG.atInfo().setMessage("gateway.stopped").log();
        stopped.complete();
    }

    private Future<Void> listen() {
        CallMeters unclaimed = meters.forCall(CallLabels.unknown(LegKind.STREAM), "none");
        PublicUrl url = publicUrl;
        SignatureHandler signatures =
                new SignatureHandler(
                        new RequestSignature(url, tokens(), config.twilio().authToken()),
                        config.http().insecureLocal(),
                        new WebhookCounts(unclaimed)::rejected);
        VoiceWebhook webhooks =
                new VoiceWebhook(
                        voiceSettings(url),
                        new Trunks(config.trunks(), config.defaultTrunk()),
                        new VoiceGate(
                                vertx,
                                config,
                                agents,
                                calls,
                                meters,
                                tools,
                                Clock.systemUTC(),
                                numbers,
                                dialler,
                                escalations),
                        signatures,
                        new WebhookCounts(unclaimed),
                        System::nanoTime);
        LegClaims claims = new LegClaims(calls, Set.copyOf(config.twilio().accountSids()));
        StreamHandler streams =
                new StreamHandler(
                        new StreamSettings(
                                config.media().lane() == Lane.FAST,
                                config.twilio().startTimeout(),
                                config.twilio().noMessageTimeout(),
                                unclaimed),
                        new StreamGate(calls, claims, unclaimed));
        CallMeters unclaimedWords = meters.forCall(CallLabels.unknown(LegKind.RELAY), "none");
        RelayHandler relays =
                new RelayHandler(
                        new RelaySettings(
                                config.twilio().startTimeout(),
                                RELAY_PING_INTERVAL,
                                unclaimedWords),
                        new RelayGate(calls, claims, unclaimedWords));
        return vertx.deployVerticle(
                        () ->
                                new GatewayVerticle(
                                        edge,
                                        config.http().publicHost(),
                                        config.http().port(),
                                        webhooks,
                                        signatures,
                                        streams,
                                        relays,
                                        pbx.sockets(),
                                        this::listening),
                        new DeploymentOptions().setInstances(loops))
                .compose(_ -> management.start())
                .onSuccess(port -> {
                    managementPort.set(port);
                    edge.follow();
                    pbx.connect();
                    LOG.atInfo()
                            .setMessage("gateway.ready")
                            .addKeyValue("port", publicPort.get())
                            .addKeyValue("managementPort", port)
                            .addKeyValue("loops", loops)
                            .addKeyValue("transport", config.transport())
                            .log();
                })
                .mapEmpty();
    }

    /** One token for each configured account; without accounts, any that signs with the token. */
    private Map<String, Secret> tokens() {
        Map<String, Secret> tokens = new HashMap<>();
        Secret token = config.twilio().authToken();
        if (token != null) {
            config.twilio().accountSids().forEach(account -> tokens.put(account, token));
        }
        return tokens;
    }

    private VoiceSettings voiceSettings(PublicUrl url) {
        String fallback = config.twilio().fallbackTwiml();
        return new VoiceSettings(
                url,
                Set.copyOf(config.twilio().accountSids()),
                new Apologies(
                        config.twilio().apologyText(),
                        config.twilio().apologyLanguage(),
                        fallback == null ? "" : fallback),
                VoiceSettings.DEFAULT_ANSWER_BUDGET);
    }

    /** Runs the gateway until SIGTERM. Exit code 78: the configuration cannot be used. */
    public static void main(String[] arguments) {
        GatewayConfigLoader loader = new GatewayConfigLoader(System.getenv());
        GatewayConfig config;
        try {
            config = loader.load();
        } catch (ConfigurationException unusable) {
            for (Problem problem : unusable.problems()) {
                System.err.println(problem);
            }
            System.exit(EXIT_CONFIGURATION);
            return;
        }
        CollectorThreads.setNice(config.collectorNice());
        var _ = Rehearsal.play(config);
        start(config)
                .onSuccess(gateway -> {
                    gateway.followAgents(loader);
                    Sigterm.stops(
                            gateway,
                            Duration.ofSeconds(config.drainNoticeSeconds()),
                            Duration.ofSeconds(config.drainSeconds()));
                })
                .onFailure(cause -> {
                    LOG.atError()
                            .setMessage("gateway.start_failed")
                            .addKeyValue("cause", String.valueOf(cause.getMessage()))
                            .log();
                    System.exit(1);
                });
    }
}
