package org.outpub.publish.config;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outpub.api.config.Origin;
import org.outpub.api.sorcery.type.FieldCodec;
import org.outpub.api.sorcery.type.FieldCodec.InvalidValueException;
import org.outpub.api.sorcery.type.FieldCodecs;
import org.outpub.api.sorcery.type.FieldValues;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.api.sorcery.type.SorceryObject;

/**
 * The {@code global} section: what holds for all publications. At most one; without it, or while it is wrong, the defaults
 * hold. Immutable.
 *
 * @param id {@code global}
 * @param userAgent value of the User-Agent header; null for the agent's own
 * @param keepAlive how long a TCP or TLS connection may be silent before a keep-alive is sent (RFC 5626 §3.5.1); zero for
 *     never
 */
public record Global(String id, @Nullable String userAgent, Duration keepAlive) implements SorceryObject {
    private static final long LONGEST_SECONDS = 86_400;

    /** Its declaration. */
    public static final ObjectType<Global> TYPE = ObjectType.of("global", Global.class)
            .optional("user_agent", product(), Global::userAgent)
            .about("the User-Agent header; `Outpub/VERSION` if it is left out")
            .field(
                    "keep_alive_interval",
                    FieldCodecs.number("number of seconds", 0, LONGEST_SECONDS),
                    "0",
                    global -> global.keepAlive.toSeconds())
            .about(
                    "how long a TCP or TLS connection may be silent before a keep-alive holds it open (Asterisk: 90); with 0 it closes after five idle minutes")
            .ignored("max_forwards", List.of("70"), "requests say Max-Forwards: 70")
            .ignored(
                    "default_auth_algorithms_uac",
                    List.of(""),
                    "an auth section without supported_algorithms_uac answers MD5, SHA-256 and SHA-512-256; write it there")
            .ignored(
                    "all_codecs_on_empty_reinvite",
                    "allow_sending_180_after_183",
                    "contact_expiration_check_interval",
                    "debug",
                    "default_auth_algorithms_uas",
                    "default_from_user",
                    "default_outbound_endpoint",
                    "default_realm",
                    "default_voicemail_extension",
                    "disable_multi_domain",
                    "endpoint_identifier_order",
                    "ignore_uri_user_options",
                    "max_initial_qualify_time",
                    "mwi_disable_initial_unsolicited",
                    "mwi_tps_queue_high",
                    "mwi_tps_queue_low",
                    "norefersub",
                    "regcontext",
                    "send_contact_status_on_update_registration",
                    "taskprocessor_overload_trigger",
                    "unidentified_request_count",
                    "unidentified_request_period",
                    "unidentified_request_prune_interval",
                    "use_callerid_contact")
            .build(Global::fromFields);

    /** Parsers take a comment that is not closed for a header that does not end (RFC 3261 §25.1: comment). */
    private static FieldCodec<String> product() {
        FieldCodec<String> text = HeaderText.codec("a product name such as PBX/1.0");
        return FieldCodecs.of(
                text.expects(),
                product -> {
                    if (unclosed(product) > 0) {
                        throw new InvalidValueException("a parenthesis is not closed");
                    }
                    return text.parse(product, Origin.MEMORY);
                },
                product -> product);
    }

    private static int unclosed(String product) {
        int open = 0;
        for (int i = 0; i < product.length(); i++) {
            switch (product.charAt(i)) {
                case '(' -> open++;
                case ')' -> open = Math.max(0, open - 1);
                case '\\' -> i += open > 0 ? 1 : 0; // in a comment it quotes what follows
                default -> {} // no matter
            }
        }
        return open;
    }

    private static Global fromFields(FieldValues values) {
        return new Global(
                values.id(),
                values.<String>find("user_agent").orElse(null),
                Duration.ofSeconds(values.<Long>get("keep_alive_interval")));
    }

    /**
     * The one that holds.
     *
     * @param all there are
     * @return the first; the defaults if there is none
     */
    public static Global of(Collection<Global> all) {
        return all.stream().findFirst().orElseGet(() -> new Global("global", null, Duration.ZERO));
    }
}
