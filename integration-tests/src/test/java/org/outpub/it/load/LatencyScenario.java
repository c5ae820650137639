package org.outpub.it.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.outpub.api.publication.PublicationBody;
import org.outpub.api.publication.PublishResult;
import org.outpub.it.load.Settings.Setting;

/**
 * How long a state takes from the call to the server's socket, at a steady rate. States are due by a clock that does not wait
 * for anybody, so that a stall counts for every state that it delays; what the calling thread itself comes late is told apart.
 * A bare socket, to which the same thread writes at the same rate, shows what the machine adds.
 */
final class LatencyScenario implements Scenario {
    private static final int WARM_UP_SECONDS = 5;
    private static final int QUIET_MILLIS = 200;

    /** Hands in a state. */
    private interface Call {
        void handIn(int number, PublicationBody state) throws Exception;
    }

    @Override
    public void run(AcceptorProcess server, Settings settings, Path folder) throws Exception {
        int publications = settings.number(Setting.PUBLICATIONS);
        int rate = settings.number(Setting.RATE);
        int seconds = settings.number(Setting.SECONDS);
        List<Map<Count, Long>> bare = new ArrayList<>();
        List<Map<Count, Long>> ours = new ArrayList<>();
        AtomicLong superseded = new AtomicLong();
        try (BareSocket socket = new BareSocket(server.ports());
                Agent agent =
                        new Agent(publications, settings.number(Setting.OUTSTANDING), Wiring.UDP, server.ports())) {
            agent.publish(settings.number(Setting.PUBLISHES));
            Call publish =
                    (number, state) -> agent.client(number).publish(state).thenAccept(result -> {
                        if (result instanceof PublishResult.Superseded) {
                            superseded.incrementAndGet();
                        }
                    });
            measured(server, publish, rate, WARM_UP_SECONDS);
            for (int run = 0; run < settings.number(Setting.RUNS); run++) {
                bare.add(measured(server, (number, state) -> socket.send(state), rate, seconds));
                ours.add(measured(server, publish, rate, seconds));
            }
        }
        Table.head(
                "state handed in → datagram at the server, " + rate + "/s",
                "p50 µs",
                "p99 µs",
                "p50 µs, the caller's delay included",
                "p99 µs, the same",
                "states");
        row("bare socket", bare);
        row("Outpub", ours);
        if (superseded.get() > 0) {
            Table.say(superseded + " states were replaced by newer ones before they were sent");
        }
    }

    private static Map<Count, Long> measured(AcceptorProcess server, Call call, int rate, int seconds)
            throws Exception {
        server.restart();
        steadily(call, rate, seconds);
        return whenQuiet(server);
    }

    /** What was counted when no more comes, so that nothing is counted in the next run. */
    private static Map<Count, Long> whenQuiet(AcceptorProcess server) throws InterruptedException {
        Map<Count, Long> before = server.report();
        while (true) {
            TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);
            Map<Count, Long> now = server.report();
            if (now.equals(before)) {
                return now;
            }
            before = now;
        }
    }

    private static void steadily(Call call, int rate, int seconds) throws Exception {
        long step = TimeUnit.SECONDS.toNanos(1) / rate;
        long begun = System.nanoTime();
        for (int i = 0; i < rate * seconds; i++) {
            long due = begun + i * step;
            long early;
            while ((early = due - System.nanoTime()) > 0) {
                LockSupport.parkNanos(early);
            }
            call.handIn(i, SampleState.stamped(due));
        }
    }

    private static void row(String name, List<Map<Count, Long>> runs) {
        Table.row(
                name,
                micros(runs, Count.CALL_P50_NANOS),
                micros(runs, Count.CALL_P99_NANOS),
                micros(runs, Count.DUE_P50_NANOS),
                micros(runs, Count.DUE_P99_NANOS),
                runs.stream().mapToLong(run -> run.get(Count.STAMPED)).sum());
    }

    private static double micros(List<Map<Count, Long>> runs, Count what) {
        return Costs.median(runs.stream().mapToDouble(run -> run.get(what)).toArray()) / 1e3;
    }
}
