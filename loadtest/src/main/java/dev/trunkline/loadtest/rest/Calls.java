package dev.trunkline.loadtest.rest;

import dev.trunkline.loadtest.phone.ChildCalls;
import dev.trunkline.loadtest.phone.PhoneCall;
import dev.trunkline.loadtest.phone.TwimlSource;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * {@code Calls.json} and what lies below it: places calls, lists and changes them. Those that
 * documents dial are among them.
 */
final class Calls implements ApiResource, ChildCalls {
    private static final int NOT_IN_PROGRESS = 21220;

    private final OutboundCall.Exchange exchange;
    private final DialQueue queue;
    private final Violations violations;
    private final Map<String, OutboundCall> bySid = new ConcurrentHashMap<>();
    private final List<OutboundCall> placed = new CopyOnWriteArrayList<>();
    private volatile @Nullable Set<String> ownNumbers;

    Calls(OutboundCall.Exchange exchange, DialQueue queue, Violations violations) {
        this.exchange = exchange;
        this.queue = queue;
        this.violations = violations;
    }

    /** All that were placed, or dialled by documents, in order, as they are now. Any thread. */
    List<PlacedCall> placed() {
        return placed.stream().map(OutboundCall::snapshot).toList();
    }

    /** The only numbers that may call from now on. Any thread. */
    void ownNumbers(Set<String> numbers) {
        ownNumbers = Set.copyOf(numbers);
    }

    @Override
    public ApiAnswer answer(ApiRequest request) throws Refused {
        if (request.resource().equals("Calls.json")) {
            if (!request.posts()) {
                return new ApiAnswer(200, CallList.page(request, placed, exchange.accountSid()));
            }
            return new ApiAnswer(201, CallJson.of(place(request.form()), exchange.accountSid()));
        }
        String sid = request.resource().replaceFirst("^Calls/(\\w+)\\.json$", "$1");
        OutboundCall call = bySid.get(sid);
        Optional<PhoneCall> inbound =
                call == null ? exchange.callbacks().phone().live(sid) : Optional.empty();
        if (request.posts()) {
            CallForm.checkChange(request.form());
        } else {
            request.form().allowOnly(Set.of(), Set.of());
        }
        if (call != null) {
            if (request.posts()) {
                change(call, request);
            }
            return new ApiAnswer(200, CallJson.of(call, exchange.accountSid()));
        }
        PhoneCall live = inbound.orElseThrow(() -> new Refused(ApiError.notFound(request.path())));
        if (request.posts()) {
            change(live, request.form());
        }
        return new ApiAnswer(200, CallJson.inbound(sid, exchange.accountSid()));
    }

    private OutboundCall place(ApiForm form) throws Refused {
        CallForm.checkNew(form, violations);
        Set<String> own = ownNumbers;
        String from = form.value("From").orElse("");
        if (own != null && Numbers.phone(from) && !own.contains(from)) {
            throw new Refused(
                    400,
                    21210,
                    "The source phone number provided, "
                            + from
                            + ", is not yet verified for your account.");
        }
        TwimlSource source = CallForm.source(form).orElseThrow();
        OutboundCall call = new OutboundCall(exchange, form, source);
        bySid.put(call.sid(), call);
        placed.add(call);
        queue.add(call);
        return call;
    }

    /** Dialled at once: only calls of the API wait their turn. */
    @Override
    public Child dial(Wanted wanted, Listener listener) {
        ApiForm form = ApiForm.of(wanted.fields());
        OutboundCall call =
                new OutboundCall(
                        exchange,
                        form,
                        null,
                        new OutboundCall.Parent(wanted.parentCallSid(), listener));
        try {
            CallForm.checkChild(form, violations);
            bySid.put(call.sid(), call);
            placed.add(call);
            exchange.context().runOnContext(_ -> call.dial());
        } catch (Refused refused) {
            violations.add(refused.error().code(), "<Dial>", refused.error().message());
            listener.over(new Ended(CallStatus.FAILED.wire(), 400, 0));
        }
        return new Child() {
            @Override
            public String callSid() {
                return call.sid();
            }

            @Override
            public void end() {
                exchange.context().runOnContext(_ -> call.end());
            }
        };
    }

    private static void change(OutboundCall call, ApiRequest request) throws Refused {
        ApiForm form = request.form();
        Optional<TwimlSource> source = CallForm.source(form);
        if (source.isPresent() && call.status() != CallStatus.IN_PROGRESS) {
            throw new Refused(400, NOT_IN_PROGRESS, "Call is not in-progress. Cannot redirect.");
        }
        if (call.status().over()) {
            throw new Refused(ApiError.notFound(request.path()));
        }
        form.value("StatusCallback").map(URI::create).ifPresent(call::statusCallback);
        source.ifPresent(call::redirect);
        switch (form.value("Status").orElse("")) {
            case "completed" -> call.end();
            case "canceled" -> call.cancel();
            default -> {}
        }
    }

    private static void change(PhoneCall call, ApiForm form) {
        CallForm.source(form).ifPresent(call::redirect);
        if (form.value("Status").orElse("").equals("completed")) {
            call.redirect(TwimlSource.hangUp());
        }
    }
}
