package org.outpub.publish.wire.dns;

import com.google.common.base.CharMatcher;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.delivery.location.DnsAnswer;
import org.outpub.publish.delivery.location.DnsQuestion;
import org.outpub.publish.delivery.location.DnsRecord;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.WireParseException;
import org.xbill.DNS.lookup.LookupFailedException;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/**
 * Asks name servers by dnsjava, and the hosts file before them. Answers are kept for their TTL, negative ones too, both
 * bounded in time and number. Safe for use by many threads.
 */
public final class DnsjavaResolver implements NameResolver {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int RETRIES = 2;
    private static final int MOST_CACHED = 20_000;
    private static final int LONGEST_POSITIVE_SECONDS = 86_400;
    private static final int LONGEST_NEGATIVE_SECONDS = 300;
    private static final CharMatcher HOST = CharMatcher.inRange('a', 'z')
            .or(CharMatcher.inRange('A', 'Z'))
            .or(CharMatcher.inRange('0', '9'))
            .or(CharMatcher.anyOf(".-_"));
    private final LongAdder refused = new LongAdder();
    private final LookupSession session;
    private final Executor executor;

    private DnsjavaResolver(Resolver servers, boolean systems, Executor executor) {
        this.executor = executor;
        Cache cache = new Cache(DClass.IN);
        cache.setMaxEntries(MOST_CACHED);
        cache.setMaxCache(LONGEST_POSITIVE_SECONDS);
        cache.setMaxNCache(LONGEST_NEGATIVE_SECONDS);
        LookupSession.LookupSessionBuilder builder = LookupSession.builder()
                .resolver(servers)
                .cache(cache)
                .executor(executor)
                .defaultHostsFileParser();
        if (systems) {
            builder.searchPath(ResolverConfig.getCurrentConfig().searchPath())
                    .ndots(ResolverConfig.getCurrentConfig().ndots());
        }
        this.session = builder.build();
    }

    /**
     * Asks the system's name servers.
     *
     * @param executor goes on with answers
     * @return the resolver
     */
    public static DnsjavaResolver ofSystem(Executor executor) {
        ExtendedResolver servers = new ExtendedResolver();
        servers.setTimeout(TIMEOUT);
        servers.setRetries(RETRIES);
        return new DnsjavaResolver(servers, true, executor);
    }

    /**
     * Asks one name server.
     *
     * @param server where it is
     * @param executor goes on with answers
     * @return the resolver
     */
    public static DnsjavaResolver of(InetSocketAddress server, Executor executor) {
        SimpleResolver one = new SimpleResolver(server);
        one.setTimeout(TIMEOUT);
        ExtendedResolver retried = new ExtendedResolver(new Resolver[] {one});
        retried.setTimeout(TIMEOUT.multipliedBy(RETRIES + 1));
        retried.setRetries(RETRIES);
        return new DnsjavaResolver(retried, false, executor);
    }

    @Override
    public CompletionStage<DnsAnswer> ask(DnsQuestion question) {
        Name name;
        try {
            name = Name.fromString(question.name());
        } catch (TextParseException noName) {
            return CompletableFuture.completedFuture(new DnsAnswer.Nothing());
        }
        int type = switch (question.type()) {
            case NAPTR -> Type.NAPTR;
            case SRV -> Type.SRV;
            case A -> Type.A;
            case AAAA -> Type.AAAA;
        };
        // The library reads the hosts file on the caller's thread.
        CompletableFuture<DnsAnswer> answer = new CompletableFuture<>();
        try {
            executor.execute(() -> session.lookupAsync(name, type)
                    .handle((result, failure) ->
                            answer.complete(failure == null ? read(result.getRecords()) : read(failure))));
        } catch (RejectedExecutionException busy) {
            answer.complete(new DnsAnswer.Failed("too many address look-ups are under way"));
        }
        return answer;
    }

    /**
     * What name servers sent that is of no use.
     *
     * @return answers that cannot be read, contradict themselves or tell of a failure, and records that name what cannot be a
     *     host, so far
     */
    public long refused() {
        return refused.sum();
    }

    private DnsAnswer read(List<Record> records) {
        List<DnsRecord> read = records.stream()
                .map(DnsjavaResolver::read)
                .filter(java.util.Objects::nonNull)
                .toList();
        refused.add((long) records.size() - read.size());
        return read.isEmpty() ? new DnsAnswer.Nothing() : new DnsAnswer.Found(read);
    }

    private static @Nullable DnsRecord read(Record record) {
        if (record instanceof ARecord a) {
            return new DnsRecord.Address(a.getAddress().getHostAddress());
        }
        if (record instanceof AAAARecord aaaa) {
            return new DnsRecord.Address(aaaa.getAddress().getHostAddress());
        }
        if (record instanceof SRVRecord srv && isHost(srv.getTarget())) {
            return new DnsRecord.Srv(srv.getPriority(), srv.getWeight(), srv.getPort(), text(srv.getTarget()));
        }
        if (record instanceof NAPTRRecord naptr && isHost(naptr.getReplacement())) {
            return new DnsRecord.Naptr(
                    naptr.getOrder(),
                    naptr.getPreference(),
                    naptr.getFlags(),
                    naptr.getService(),
                    text(naptr.getReplacement()));
        }
        return null;
    }

    /** What could be a host's or a service's name; others are asked for in vain, and shown in messages. */
    private static boolean isHost(Name name) {
        return HOST.matchesAllOf(text(name));
    }

    private static String text(Name name) {
        return name.toString(true).equals("@") || name.equals(Name.root) ? "" : name.toString(true);
    }

    private DnsAnswer read(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof NoSuchDomainException || cause instanceof NoSuchRRSetException) {
            return new DnsAnswer.Nothing();
        }
        if (cause instanceof WireParseException || cause instanceof LookupFailedException) {
            refused.increment(); // and not one that did not answer
        }
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new DnsAnswer.Failed(reason.lines().findFirst().orElse(""));
    }
}
