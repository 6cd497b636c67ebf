// SPDX-FileCopyrightText: 2026 GoDonu contributors
// SPDX-License-Identifier: EUPL-1.2

import java.util.EnumSet;
import javax.servlet.DispatcherType;
import org.apache.solr.servlet.CoreContainerProvider;
import org.apache.solr.servlet.SolrDispatchFilter;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.DefaultServlet;
import org.eclipse.jetty.servlet.ServletContextHandler;

/** Starts one Solr server on the loopback address: {@code java -cp 'jars/*' Launcher.java HOME PORT}. */
public final class Launcher {
    private Launcher() {}

    /** Runs until the process is told to end; Solr then writes what is open. */
    public static void main(String[] arguments) throws Exception {
        String home = arguments[0];
        System.setProperty("solr.solr.home", home);
        System.setProperty("solr.install.dir", home);
        System.setProperty("solr.log.dir", home);

        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        // Solr has no login of its own: nobody but this machine may reach it.
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[1]));
        server.addConnector(connector);

        ServletContextHandler context = new ServletContextHandler(server, "/solr");
        context.setResourceBase(home);
        context.addEventListener(new CoreContainerProvider());
        context.addFilter(SolrDispatchFilter.class, "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(DefaultServlet.class, "/");
        server.setStopAtShutdown(true);
        server.start();
        server.join();
    }
}
