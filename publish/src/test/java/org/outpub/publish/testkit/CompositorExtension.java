package org.outpub.publish.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test each {@link ScriptedCompositor} that it has as a parameter, listening on a port of its own, and ends them
 * after it. A test that got a request which the RFCs forbid fails then, and the message says what was wrong with it.
 *
 * <pre>{@code
 * @ExtendWith(CompositorExtension.class)
 * class LampsTest {
 *     @Test
 *     void aRingingPhoneIsPublished(ScriptedCompositor server) throws Exception {
 *         pbx.publishTo(server.uri("2001"));
 *         pbx.ring("2001");
 *         server.awaitDocument(server.uri("2001"), "dialog", document -> document.contains("early"));
 *     }
 * }
 * }</pre>
 */
public final class CompositorExtension implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(CompositorExtension.class);

    /** Holds what one test was given. */
    private static final class Given {
        private final List<ScriptedCompositor> all = new ArrayList<>();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ScriptedCompositor.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        try {
            ScriptedCompositor compositor = new ScriptedCompositor();
            given(context).all.add(compositor);
            return compositor;
        } catch (IOException refused) {
            throw new UncheckedIOException("no port on loopback for a server", refused);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<String> violations = new ArrayList<>();
        for (ScriptedCompositor compositor : given(context).all) {
            compositor.close();
            violations.addAll(compositor.violations());
        }
        if (!violations.isEmpty()) {
            throw new AssertionError("the server got what it must not get: " + String.join("; ", violations));
        }
    }

    private static Given given(ExtensionContext context) {
        return context.getStore(OURS).getOrComputeIfAbsent(context.getUniqueId(), id -> new Given(), Given.class);
    }
}
