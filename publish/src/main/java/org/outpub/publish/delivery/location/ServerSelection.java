package org.outpub.publish.delivery.location;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.outpub.publish.config.Protocol;
import org.outpub.publish.delivery.location.DnsAnswer.Failed;
import org.outpub.publish.delivery.location.DnsAnswer.Found;
import org.outpub.publish.delivery.location.DnsQuestion.Type;
import org.outpub.publish.delivery.location.DnsRecord.Address;
import org.outpub.publish.delivery.location.DnsRecord.Naptr;
import org.outpub.publish.delivery.location.DnsRecord.Srv;

/**
 * Locates the servers of a target (RFC 3263 §4), pure: given what name servers have answered so far, it says what to ask
 * next, or which servers there are in which order. The order of equal SRV priorities is drawn anew each time.
 */
public final class ServerSelection {
    private static final int MOST_HOPS = 16;
    /** So many services of a domain are looked at, and so many hosts of them, the preferred ones; each may be a look-up. */
    private static final int MOST_SERVICES = 8;

    private static final int MOST_HOSTS = 16;
    private final LocationTarget target;
    private final Map<DnsQuestion, DnsAnswer> answers;
    private final RandomGenerator random;
    private final Set<DnsQuestion> open = new LinkedHashSet<>();

    /** What follows from the answers so far. */
    public sealed interface Step {
        /**
         * More is to be asked.
         *
         * @param questions at least one; they may be asked at the same time
         */
        record Ask(Set<DnsQuestion> questions) implements Step {
            /** Copies the set, in its order. */
            public Ask {
                questions = Collections.unmodifiableSet(new LinkedHashSet<>(questions));
            }
        }

        /**
         * These are the servers.
         *
         * @param hops the best first; at least one
         */
        record Located(List<Hop> hops) implements Step {
            /** Copies the list. */
            public Located {
                hops = List.copyOf(hops);
            }
        }

        /**
         * There is no server.
         *
         * @param reason in words
         */
        record Nowhere(String reason) implements Step {}
    }

    /** A service and where its SRV records are. */
    private record Service(Protocol protocol, String name) {}

    private ServerSelection(LocationTarget target, Map<DnsQuestion, DnsAnswer> answers, RandomGenerator random) {
        this.target = target;
        this.answers = answers;
        this.random = random;
    }

    /**
     * Goes on.
     *
     * @param target what is to be located
     * @param answers to all that was asked so far
     * @param random draws among weights
     * @return what to do next
     */
    public static Step next(LocationTarget target, Map<DnsQuestion, DnsAnswer> answers, RandomGenerator random) {
        return new ServerSelection(target, answers, random).run();
    }

    private Step run() {
        int port = target.port() == 0 ? target.usualProtocol().defaultPort() : target.port();
        if (target.isNumeric()) {
            return new Step.Located(List.of(new Hop(new Server(target.usualProtocol(), target.host(), port), 0)));
        }
        if (target.port() != 0) {
            return byAddress(port);
        }
        List<Service> services = services();
        if (!open.isEmpty()) {
            return new Step.Ask(open);
        }
        return services.isEmpty() ? byAddress(port) : byService(services, port);
    }

    /** §4.1: the protocol that is said, else what NAPTR records offer, else all that are spoken. */
    private List<Service> services() {
        if (target.protocol() != null) {
            return List.of(usualService(target.protocol()));
        }
        List<DnsRecord> offered = ask(target.host(), Type.NAPTR);
        List<Service> services = offered.stream()
                .map(Naptr.class::cast)
                .sorted(Comparator.comparingInt(Naptr::order).thenComparingInt(Naptr::preference))
                .filter(naptr -> naptr.flags().equalsIgnoreCase("s"))
                .flatMap(
                        naptr -> protocolOf(naptr).stream().map(protocol -> new Service(protocol, naptr.replacement())))
                .distinct()
                .limit(MOST_SERVICES)
                .toList();
        if (!services.isEmpty()) {
            return services;
        }
        return target.secure()
                ? List.of(usualService(Protocol.TLS))
                : target.spoken().stream().map(this::usualService).toList();
    }

    private Optional<Protocol> protocolOf(Naptr naptr) {
        Optional<Protocol> offered = switch (naptr.service().toUpperCase(Locale.ROOT)) {
            case "SIP+D2U" -> Optional.of(Protocol.UDP);
            case "SIP+D2T" -> Optional.of(Protocol.TCP);
            case "SIPS+D2T" -> Optional.of(Protocol.TLS);
            default -> Optional.empty();
        };
        return offered.filter(protocol ->
                target.secure() ? protocol == Protocol.TLS : target.spoken().contains(protocol));
    }

    private Service usualService(Protocol protocol) {
        String prefix = switch (protocol) {
            case UDP -> "_sip._udp.";
            case TCP -> "_sip._tcp.";
            case TLS -> "_sips._tcp.";
        };
        return new Service(protocol, prefix + target.host());
    }

    /** §4.2: the hosts of all services, in order; a host's own addresses if no service names any. */
    private Step byService(List<Service> services, int port) {
        List<List<Srv>> records = new ArrayList<>();
        Set<String> hosts = new LinkedHashSet<>();
        for (Service service : services) {
            records.add(preferred(service, hosts));
        }
        if (!open.isEmpty()) {
            return new Step.Ask(open);
        }
        if (records.stream().allMatch(List::isEmpty)) {
            return failure(services)
                    .map(reason -> (Step) new Step.Nowhere(reason))
                    .orElseGet(() -> byAddress(port));
        }
        // RFC 2782: a target of "." says that the service is decidedly not there.
        records.stream()
                .flatMap(List::stream)
                .filter(srv -> !srv.target().isEmpty())
                .forEach(srv -> askAddresses(srv.target()));
        return open.isEmpty() ? located(services, records) : new Step.Ask(open);
    }

    /** What may take part in the draw: the same each time, so that its order cannot ask for ever more. */
    private List<Srv> preferred(Service service, Set<String> hosts) {
        return ask(service.name(), Type.SRV).stream()
                .map(Srv.class::cast)
                .sorted(Comparator.comparingInt(Srv::priority)
                        .thenComparing(Comparator.comparingInt(Srv::weight).reversed()))
                .filter(srv -> hosts.contains(srv.target()) || hosts.size() < MOST_HOSTS && hosts.add(srv.target()))
                .limit(MOST_HOSTS)
                .toList();
    }

    /** A name server that fails now may have records later; going elsewhere meanwhile would be wrong. */
    private Optional<String> failure(List<Service> services) {
        return services.stream()
                .flatMap(service -> failureOf(new DnsQuestion(service.name(), Type.SRV)).stream())
                .findFirst();
    }

    private Optional<String> failureOf(DnsQuestion question) {
        return answers.get(question) instanceof Failed failed
                ? Optional.of("the name servers do not answer (" + question + ": " + failed.reason() + ")")
                : Optional.empty();
    }

    private Step located(List<Service> services, List<List<Srv>> records) {
        List<Hop> hops = new ArrayList<>();
        int rank = 0;
        for (int i = 0; i < services.size(); i++) {
            Protocol protocol = services.get(i).protocol();
            List<Srv> ordered = inOrder(records.get(i));
            for (int j = 0; j < ordered.size(); j++) {
                Srv srv = ordered.get(j);
                boolean nextPriority = j == 0 || ordered.get(j - 1).priority() != srv.priority();
                rank += nextPriority ? 1 : 0;
                int own = rank - 1;
                addressesOf(srv.target())
                        .forEach(address -> hops.add(new Hop(new Server(protocol, address, srv.port()), own)));
            }
        }
        if (hops.isEmpty()) {
            return new Step.Nowhere(
                    "'" + target.host() + "' says that it has no such service, or names hosts without an" + " address");
        }
        return new Step.Located(hops.stream().distinct().limit(MOST_HOPS).toList());
    }

    /** RFC 2782: by priority, and among equals drawn by weight, those of weight 0 hardly ever first. */
    private List<Srv> inOrder(List<Srv> records) {
        List<Srv> left = new ArrayList<>(records.stream()
                .filter(srv -> !srv.target().isEmpty())
                .sorted(Comparator.comparingInt(Srv::priority).thenComparingInt(Srv::weight))
                .toList());
        List<Srv> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            int priority = left.get(0).priority();
            int equals = (int)
                    left.stream().filter(srv -> srv.priority() == priority).count();
            ordered.add(left.remove(draw(left.subList(0, equals))));
        }
        return ordered;
    }

    private int draw(List<Srv> equals) {
        int sum = equals.stream().mapToInt(Srv::weight).sum();
        if (sum == 0) {
            return random.nextInt(equals.size());
        }
        int drawn = random.nextInt(sum + 1);
        int index = 0;
        for (int running = equals.get(0).weight();
                running < drawn;
                running += equals.get(index).weight()) {
            index++;
        }
        return index;
    }

    private Step byAddress(int port) {
        askAddresses(target.host());
        if (!open.isEmpty()) {
            return new Step.Ask(open);
        }
        Protocol protocol = target.usualProtocol();
        List<Hop> hops = addressesOf(target.host()).stream()
                .map(address -> new Hop(new Server(protocol, address, port), 0))
                .limit(MOST_HOPS)
                .toList();
        if (!hops.isEmpty()) {
            return new Step.Located(hops);
        }
        return new Step.Nowhere(failureOf(new DnsQuestion(target.host(), Type.A))
                .or(() -> failureOf(new DnsQuestion(target.host(), Type.AAAA)))
                .orElse("no address for host '" + target.host() + "'"));
    }

    private void askAddresses(String host) {
        ask(host, Type.A);
        ask(host, Type.AAAA);
    }

    /** IPv4 first: most SIP networks have no other, and a wrong choice costs a timeout. */
    private List<String> addressesOf(String host) {
        List<String> addresses = new ArrayList<>();
        for (Type type : List.of(Type.A, Type.AAAA)) {
            ask(host, type).forEach(record -> addresses.add(((Address) record).literal()));
        }
        return addresses;
    }

    /** What is known; what is not is to be asked. */
    private List<DnsRecord> ask(String name, Type type) {
        DnsQuestion question = new DnsQuestion(name, type);
        DnsAnswer answer = answers.get(question);
        if (answer == null) {
            open.add(question);
        }
        return answer instanceof Found found ? found.records() : List.of();
    }
}
