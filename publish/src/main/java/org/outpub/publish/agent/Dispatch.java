package org.outpub.publish.agent;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.delivery.Delivery;
import org.outpub.publish.delivery.Delivery.Order;
import org.outpub.publish.delivery.NextHop;
import org.outpub.publish.delivery.NextHop.UnsupportedException;
import org.outpub.publish.delivery.Outcome;
import org.outpub.publish.delivery.PublishRequest;
import org.outpub.publish.delivery.SipAnswer;
import org.outpub.publish.delivery.location.LocationTarget;
import org.outpub.publish.delivery.location.Server;
import org.outpub.publish.delivery.location.ServerSelection.Step;
import org.outpub.publish.wire.PublishTemplate;
import org.outpub.publish.wire.Way;
import org.outpub.publish.wire.Wire;
import org.outpub.publish.wire.WireRequest;

/**
 * Performs what a {@link Delivery} orders: one request of a publication, from the look-up of its servers to its end, of
 * which the owner is told exactly once, and never before {@link #begin} has returned. Whatever is thrown on the way is
 * that end. Confined to the loop.
 */
final class Dispatch extends Timer implements WireRequest.Fate {
    private final Deliveries with;
    private final PublishTemplate template;
    private final PublishRequest request;
    private final Consumer<Outcome> door;
    private final Delivery delivery;
    private String domain = "";
    private @Nullable Way way;
    private @Nullable WireRequest wireRequest;
    private boolean sentBefore;
    private boolean beginning = true;
    private boolean ended;

    /**
     * A request that is not under way yet.
     *
     * @param with what all share
     * @param template of the publication
     * @param request of the template's head
     * @param holder the server that gave the entity-tag; null if there is none or it is not known
     * @param door takes the end, once, on the loop
     */
    Dispatch(
            Deliveries with,
            PublishTemplate template,
            PublishRequest request,
            @Nullable Server holder,
            Consumer<Outcome> door) {
        this.with = with;
        this.template = template;
        this.request = request;
        this.door = door;
        this.delivery = new Delivery(
                holder, request.isRefresh(), with.health(), with.loop().nanos());
    }

    void begin() {
        try {
            String name = request.head().transport();
            Protocol named = name == null ? null : with.wire().protocolOf(name);
            if (name != null && named == null) {
                throw UnsupportedException.noTransport(name);
            }
            LocationTarget target =
                    NextHop.of(request.head(), named, with.wire().spoken());
            domain = target.host();
            with.locator().locate(target, this::located);
            if (!ended && place < 0) {
                with.timers().arm(this, delivery.dueAt());
            }
        } catch (UnsupportedException unsupported) {
            end(new Outcome.Unreachable(String.valueOf(unsupported.getMessage())));
        } catch (Throwable thrown) {
            broken(thrown);
        }
        beginning = false;
    }

    /** Ends it without a word to anybody. */
    void abandon() {
        ended = true;
        release();
    }

    private void located(Step step) {
        if (step instanceof Step.Located located) {
            perform(() -> delivery.located(located.hops(), now()));
        } else if (step instanceof Step.Nowhere nowhere) {
            perform(() -> delivery.nowhere(nowhere.reason()));
        }
    }

    @Override
    void fire() {
        perform(() -> delivery.timer(now()));
    }

    @Override
    public void provisional() {
        perform(delivery::provisional);
    }

    @Override
    public void answered(SipAnswer answer) {
        perform(() -> delivery.answered(answer, now()));
    }

    @Override
    public void failed(String reason) {
        Way by = way;
        perform(() -> delivery.failed(reason, by != null && by.isClosed(), now()));
    }

    private long now() {
        return with.loop().nanos();
    }

    /** A fact, told to the delivery, which gives the first order. */
    private interface Fact {
        Order tell();
    }

    private void perform(Fact fact) {
        if (ended) {
            return;
        }
        try {
            Order order = fact.tell();
            while (order instanceof Order.Try next) {
                order = tryServer(next.server());
            }
            if (order instanceof Order.End end) {
                end(end.outcome());
                return;
            }
            if (order instanceof Order.SendAgain) {
                send();
            }
            with.timers().arm(this, delivery.dueAt());
        } catch (Throwable thrown) {
            broken(thrown);
        }
    }

    private Order tryServer(Server server) throws IOException {
        forgetRequest();
        Wire.Choice choice = with.wire().choose(server, request.head().transport());
        if (choice instanceof Wire.Choice.Nowhere nowhere) {
            return delivery.unsendable(nowhere.reason(), now());
        }
        Way chosen = ((Wire.Choice.Through) choice).way();
        String sentBy;
        try {
            sentBy = chosen.sentBy(server);
        } catch (IOException noRoute) {
            return delivery.unsendable("no route to " + server + ": " + noRoute.getMessage(), now());
        }
        String checked = server.protocol() == Protocol.TLS ? domain : "";
        WireRequest made = with.branches().open(template, request, server, checked, sentBy, this);
        way = chosen;
        wireRequest = made;
        sentBefore = false;
        boolean mayLeave =
                request.head().transport() == null && with.mayLeaveDatagrams().getAsBoolean();
        Order order = delivery.sendable(made.length(), mayLeave, now());
        if (order instanceof Order.Wait) {
            send();
        }
        return order;
    }

    private void send() {
        Way by = way;
        WireRequest what = wireRequest;
        if (by == null || what == null) {
            return;
        }
        by.send(what);
        if (sentBefore) {
            by.askWhySilent(what);
        }
        sentBefore = true;
    }

    private void forgetRequest() {
        WireRequest former = wireRequest;
        wireRequest = null;
        if (former != null) {
            with.branches().close(former);
            if (way != null) {
                way.forget(former);
            }
        }
        way = null;
    }

    private void release() {
        with.timers().disarm(this);
        try {
            forgetRequest();
        } catch (Throwable ignored) {
            // It is over either way, and why is told already.
        }
    }

    private void broken(Throwable thrown) {
        boolean expected = thrown instanceof IllegalArgumentException;
        end(new Outcome.Unreachable(expected ? String.valueOf(thrown.getMessage()) : "internal error: " + thrown));
    }

    /** The one way out. */
    private void end(Outcome outcome) {
        if (ended) {
            return;
        }
        ended = true;
        release();
        if (beginning) {
            with.loop().execute(() -> door.accept(outcome));
        } else {
            door.accept(outcome);
        }
    }
}
