package org.outpub.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.outpub.api.module.LoadReport;
import org.outpub.api.publication.PublicationStatus.Phase;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.publish.Outpub;

/** Secrets stay where they are configured. */
class SecretsWireTest extends WireTestCase {
    private static final String PASSWORD = "planted-4711";
    private static final String HASH = DigestGate.hash("SHA-256", "desk:pbx:" + PASSWORD);

    @Test
    void aPlantedSecretIsInNothingThatAWholeRunSays() throws Exception {
        List<String> said = new ArrayList<>();
        List<ReloadReport> reloads = new CopyOnWriteArrayList<>();
        try (CapturedLog log = new CapturedLog()) {
            DigestGate gate = new DigestGate(false, "pbx", "desk", PASSWORD, ", qop=\"auth\"");
            esc.script(request -> gate.guard(request, esc));
            config.section("plain", "type=auth", "username=desk", "password=" + PASSWORD);
            config.section("hashed", "type=auth", "username=desk", "realm=x", "password_digest=SHA-256:" + HASH);
            config.section("mistyped", "type=auth", "username=desk", "pasword=" + PASSWORD, "md5_cred=" + PASSWORD);
            config.section("broken", "type=auth", "password_digest=MD5:" + HASH, "auth_type=nonsense");
            config.publication("a", esc.uri("a"), "outbound_auth=plain")
                    .publication("b", esc.uri("b"), "outbound_auth=hashed")
                    .publication("c", "sip:c:" + PASSWORD + "@127.0.0.1:" + esc.port(), "outbound_auth=broken")
                    .write();
            outpub =
                    Outpub.builder().configuration(folder).reloads(reloads::add).build();
            LoadReport report = outpub.load();
            said.add(report + "\n" + report.objects().problems());
            awaitPhase("a", Phase.PUBLISHED);
            awaitPhase("b", Phase.RETRYING);
            config.section("plain", "type=auth", "username=desk", "password=" + PASSWORD + "-changed")
                    .write();
            await("a reload").until(() -> !reloads.isEmpty());
            gate.renew();
            config.content("state.txt", "closed");
            await("the change is refused").until(() -> status("a").phase() == Phase.RETRYING);
            said.add(outpub.statuses().get().toString());
            esc.script(request -> reply(500));
            said.add(outpub.unload(java.time.Duration.ofMillis(500)).toString());
            outpub = null;
            reloads.forEach(reload -> said.add(reload + "\n" + reload.problems()));
            said.add(log.text());
        }
        String all = String.join("\n", said);
        assertTrue(all.contains("unknown option 'pasword'"), all);
        assertEquals(-1, all.indexOf("response=\""), all);
        // A password within a URI is no secret of ours to keep: RFC 3261 §19.1.1 advises against it, and it is sent as
        // is.
        assertFalse(all.replace("sip:c:" + PASSWORD + "@", "").contains(PASSWORD), all);
        assertFalse(all.contains(HASH), all);
    }
}
