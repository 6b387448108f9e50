package dev.sluice.signaling.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM. A shutdown hook cannot tell it from Ctrl-C nor end with code 0, and javac warns of
 * {@code sun.misc.Signal} (module jdk.unsupported) in a way that nothing silences: hence
 * reflection.
 */
final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** Runs that at SIGTERM instead of ending the JVM; the last caller wins. */
    static void onTerminate(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler invocations =
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    };
            Object proxy =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(), new Class<?>[] {handler}, invocations);
            Object term = signal.getConstructor(String.class).newInstance("TERM");
            signal.getMethod("handle", signal, handler).invoke(null, term, proxy);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn("SIGTERM ends this JVM without telling clients: {}", e.toString());
        }
    }
}
