package org.outpub.publish.agent;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outpub.publish.delivery.RequestHead;
import org.outpub.publish.wire.PublishTemplate;

/** Makes what publications write their requests from, and shares what is the same in many. Confined to the loop. */
final class Templates {
    private final Supplier<String> userAgent;
    private @Nullable PublishTemplate newest;

    /**
     * None yet.
     *
     * @param userAgent value of User-Agent; empty for none
     */
    Templates(Supplier<String> userAgent) {
        this.userAgent = userAgent;
    }

    /**
     * The template for a request.
     *
     * @param known the publication's last one; null for none
     * @return that one if it fits, else another
     * @throws IllegalArgumentException if a value holds a control character, and so would begin another header
     */
    PublishTemplate of(@Nullable PublishTemplate known, RequestHead head) {
        String product = userAgent.get();
        if (known != null && known.isOf(head, product)) {
            return known;
        }
        PublishTemplate made = PublishTemplate.of(head, product, newest);
        newest = made;
        return made;
    }
}
